{#- A column's codes are those of one list of the seed code_list, or `all` where the
    column may say that it is broken down no further; null is left to `complete`. -#}
{% test code_of(model, column_name, list_name, or_all=false) %}

with listed as (
    select code
    from {{ ref("code_list") }}
    where list_name = '{{ list_name }}'
    {% if or_all -%}
    union all
    select 'all' as code
    {%- endif %}
)

select {{ column_name }}
from {{ model }}
where
    {{ column_name }} is not null
    and cast({{ column_name }} as {{ dbt.type_string() }})
    not in (select code from listed)

{% endtest %}
