{#- The row of a table 6.2-6.26 of the report: table, centrality level, contrast and
    outcome. -#}
{% macro difference_row_key(table_id, centrality_level) -%}
    {{ table_id }} || '/' || coalesce(cast({{ centrality_level }} as varchar), 'all')
    || '/' || contrast || '/' || outcome
{%- endmacro %}
