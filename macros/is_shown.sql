{#- Whether a rate belongs to a figure: it is of the place, level and ages that the seed
    mobility_figure names, and of the codes: one, or each of those that the figure shows
    side by side. -#}
{% macro is_shown(figure, rate) -%}
    {%- for column in ["geography_type", "mobility_level", "age_range"] -%}
    {{ figure }}.{{ column }} = {{ rate }}.{{ column }}
    and {% endfor -%}
    {%- for column in ["background", "labour_status", "education_level"] -%}
    (
        {{ figure }}.{{ column }} = {{ rate }}.{{ column }}
        or ({{ figure }}.{{ column }} = 'each' and {{ rate }}.{{ column }} <> 'all')
    )
    {{- "" if loop.last else " and " }}
    {%- endfor -%}
{%- endmacro %}

{#- The column of a rate that a figure's measure is. -#}
{% macro of_measure(emigration, out_migration) -%}
    case figure.measure
        when 'emigration' then rate.{{ emigration }}
        when 'out_migration' then rate.{{ out_migration }}
    end
{%- endmacro %}
