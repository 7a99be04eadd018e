{#- A person's outcome at one geography level, the first that holds (definitions,
    outcome). -#}
{% macro outcome_at_level(moved) -%}
    case
        when is_resident_at_end and {{ moved }} is null then 'unexplained'
        when is_resident_at_end and {{ moved }} then 'out_migration'
        when is_resident_at_end then 'stay'
        when has_emigrated then 'emigration'
        when has_died then 'death'
        else 'unexplained'
    end
{%- endmacro %}
