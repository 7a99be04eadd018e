{#- How many persons of the cells of a group something holds for. -#}
{% macro persons_who(condition) -%}
    cast(sum(case when {{ condition }} then persons else 0 end) as bigint)
{%- endmacro %}
