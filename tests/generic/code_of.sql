{#- A column's codes are those of one list of the seed code_list; null is left to
    not_null. -#}
{% test code_of(model, column_name, list_name) %}

with listed as (
    select code
    from {{ ref("code_list") }}
    where list_name = '{{ list_name }}'
)

select {{ column_name }}
from {{ model }}
where
    {{ column_name }} is not null
    and {{ column_name }} not in (select code from listed)

{% endtest %}
