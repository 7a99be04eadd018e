{#- The centrality level a model is for; null when it is for all of them. -#}
{% macro centrality_level_of(row) -%}
    case
        when {{ row }}.geography_type = 'centrality'
            then cast({{ row }}.geography_code as integer)
    end
{%- endmacro %}
