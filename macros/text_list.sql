{#- Text values of a group in one text, separated by commas or by what is given; nulls
    are passed over. -#}
{% macro text_list(expression, order_by, separator=", ") -%}
    {{ return(adapter.dispatch("text_list")(expression, order_by, separator)) }}
{%- endmacro %}

{% macro duckdb__text_list(expression, order_by, separator) -%}
    string_agg({{ expression }}, '{{ separator }}' order by {{ order_by }})
{%- endmacro %}

{% macro spark__text_list(expression, order_by, separator) -%}
    listagg({{ expression }}, '{{ separator }}') within group (order by {{ order_by }})
{%- endmacro %}
