{#- The order in which an aggregate takes its rows: a sum of floating-point numbers
    hangs on it in the last digit, and should be the same in every build. Engines that
    cannot be told go without. -#}
{% macro in_order(order_by) -%}
    {{ return(adapter.dispatch("in_order")(order_by)) }}
{%- endmacro %}

{% macro default__in_order(order_by) -%}
{%- endmacro %}

{% macro duckdb__in_order(order_by) -%}
    order by {{ order_by }}
{%- endmacro %}

{#- Units: municipalities by their codes, then city districts. -#}
{% macro in_order_of_units() -%}
    {{ in_order("length(region_code), region_code") }}
{%- endmacro %}
