{#- Text values of a group in one text, separated by commas; nulls are passed over. -#}
{% macro text_list(expression, order_by) -%}
    {{ return(adapter.dispatch("text_list")(expression, order_by)) }}
{%- endmacro %}

{% macro duckdb__text_list(expression, order_by) -%}
    string_agg({{ expression }}, ', ' order by {{ order_by }})
{%- endmacro %}
