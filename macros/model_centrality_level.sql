{#- The centrality level that a row's model is for; null when it is for all of them. -#}
{% macro model_centrality_level() -%}
    case
        when geography_type = 'centrality' then cast(geography_code as integer)
    end
{%- endmacro %}
