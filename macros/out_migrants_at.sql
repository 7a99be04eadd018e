{#- Out-migrants of a row that has them at each mobility level, at one of these. -#}
{% macro out_migrants_at(mobility_level, row) -%}
    case {{ mobility_level }}
        when 'centrality' then {{ row }}.out_migrants_centrality
        when 'county' then {{ row }}.out_migrants_county
        when 'municipality' then {{ row }}.out_migrants_municipality
    end
{%- endmacro %}
