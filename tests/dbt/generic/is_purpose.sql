{#- What a value of an edition is used for: to construct the index, to compute it, to
    compare with the country, or with the index of an earlier edition. -#}
{% test is_purpose(model, column_name) %}

select {{ column_name }}
from {{ model }}
where
    {{ column_name }} not in ('construction', 'index', 'country')
    and {{ column_name }} not like 'index_of_%'

{% endtest %}
