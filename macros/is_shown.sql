{#- Whether rows of a rate belong to a figure: those of the code that it names, or each
    of the codes where it shows them side by side. -#}
{% macro is_shown(figure, column, rate) -%}
    (
        {{ figure }}.{{ column }} = {{ rate }}.{{ column }}
        or ({{ figure }}.{{ column }} = 'each' and {{ rate }}.{{ column }} <> 'all')
    )
{%- endmacro %}
