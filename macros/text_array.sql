{#- Arrays of text, which each engine spells in its own way. -#}
{% macro text_array(values) -%}
    {{ return(adapter.dispatch("text_array")(values)) }}
{%- endmacro %}

{% macro duckdb__text_array(values) -%}
    list_value({{ values | join(", ") }})
{%- endmacro %}

{% macro spark__text_array(values) -%}
    array({{ values | join(", ") }})
{%- endmacro %}

{% macro append_to_array(array, values) -%}
    {{ return(adapter.dispatch("append_to_array")(array, values)) }}
{%- endmacro %}

{% macro duckdb__append_to_array(array, values) -%}
    list_concat({{ array }}, {{ text_array(values) }})
{%- endmacro %}

{% macro spark__append_to_array(array, values) -%}
    concat({{ array }}, {{ text_array(values) }})
{%- endmacro %}
