{#- The row of a table 4.1-4.3 of the report: table, background, family size and
    composition. -#}
{% macro family_rate_row_key(rate) -%}
    {{ rate }}.table_id
    || '/' || {{ rate }}.background
    || '/' || {{ rate }}.family_size
    || '/' || {{ rate }}.family_composition
{%- endmacro %}
