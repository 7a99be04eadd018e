{#- The code of a kind of geography that a row of the panel, or of its cells, is in;
    null where it cannot be placed. -#}
{% macro geography_code_of(geography_type, row) -%}
    case {{ geography_type }}
        when 'country' then 'all'
        when 'centrality' then cast({{ row }}.centrality_level as varchar)
        when 'county' then {{ row }}.county_code
    end
{%- endmacro %}
