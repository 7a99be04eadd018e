{#- The members of a dimension: the codes of one list of the seed code_list with their
    labels and order, and with a colour where the seed code_colour has one. -#}
{% macro code_dimension(column, list_name) -%}
with code_list as (
    select * from {{ ref("code_list") }}
    where list_name = '{{ list_name }}'
),

code_colour as (
    select * from {{ ref("code_colour") }}
    where list_name = '{{ list_name }}'
)

select
    code_list.code as {{ column }},
    code_list.label_en,
    code_list.label_nb,
    code_list.sort_order,
    code_colour.colour
from code_list
left join code_colour
    on code_list.code = code_colour.code
{%- endmacro %}

{#- The code of a place that a person could not be placed in, which has a label. -#}
{% macro placed_or_not(code, type) -%}
    {%- set not_placed = {"county_code": "'00'", "centrality_level": "0"} -%}
    coalesce({{ code }}, {{ not_placed[type] }})
{%- endmacro %}

{#- 1 January of a year, for axes of time. -#}
{% macro first_day_of(year) -%}
    {{ return(adapter.dispatch("first_day_of")(year)) }}
{%- endmacro %}

{% macro default__first_day_of(year) -%}
    cast(make_date({{ year }}, 1, 1) as date)
{%- endmacro %}

{#- Movers of the sum of rows in percent of their residents. -#}
{% macro percent_of(part, whole) -%}
    cast(100.0 * {{ part }} / nullif({{ whole }}, 0) as double)
{%- endmacro %}

{#- Every day from 1 January of a year to 31 December of another, columns of a table
    of one row. -#}
{% macro days_of(table, first_year, last_year) -%}
    {{ return(adapter.dispatch("days_of")(table, first_year, last_year)) }}
{%- endmacro %}

{% macro duckdb__days_of(table, first_year, last_year) -%}
    select
        unnest(
            range(
                make_date({{ first_year }}, 1, 1),
                make_date({{ last_year }} + 1, 1, 1),
                interval 1 day
            )
        ) as day
    from {{ table }}
{%- endmacro %}

{% macro spark__days_of(table, first_year, last_year) -%}
    select
        explode(
            sequence(
                make_date({{ first_year }}, 1, 1),
                make_date({{ last_year }}, 12, 31),
                interval 1 day
            )
        ) as day
    from {{ table }}
{%- endmacro %}
