{#- Columns of a table with outcomes side by side: each measure of each outcome, of the
    one row that a group has of it. -#}
{% macro by_outcome(outcomes, measures, row="") -%}
    {%- set from = row ~ "." if row else "" -%}
    {%- for outcome in outcomes -%}
        {%- set last = loop.last -%}
        {%- for measure in measures -%}
    max(case when {{ from }}outcome = '{{ outcome }}' then {{ from }}{{ measure }} end)
        as {{ outcome }}_{{ measure }}{{ "" if last and loop.last else "," }}
    {% endfor -%}
    {%- endfor -%}
{%- endmacro %}
