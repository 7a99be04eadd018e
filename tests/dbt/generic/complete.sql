{#- Columns in which nothing is missing, looked through together: returns those that
    lack something, with in how many rows. -#}
{% test complete(model, columns) %}

with missing as (
    select
        {%- for column in columns %}
        {%- set name = adapter.quote(column) %}
        count(*) - count({{ name }}) as {{ name }}{{ "" if loop.last else "," }}
        {%- endfor %}
    from {{ model }}
),

by_column as (
    {%- for column in columns %}
    {{ "" if loop.first else "union all" }}
    select
        '{{ column }}' as column_name,
        {{ adapter.quote(column) }} as null_rows
    from missing
    {%- endfor %}
)

select
    column_name,
    null_rows
from by_column
where null_rows > 0

{% endtest %}
