{#- Persons by what became of them. Only staying and moving within the country depend on
    the geography level that moves are counted at. -#}
{% macro outcome_counts(row="") -%}
    {%- set column = row ~ "." if row else "" -%}
    {%- for level in ["centrality", "county"] -%}
        {%- for outcome in ["stay", "out_migration"] -%}
    count(case when {{ column }}outcome_{{ level }} = '{{ outcome }}' then 1 end)
        as {{ outcome }}_{{ level }},
    {% endfor -%}
    {%- endfor -%}
    count(case when {{ column }}outcome_centrality = 'emigration' then 1 end)
        as emigration,
    count(case when {{ column }}outcome_centrality = 'death' then 1 end) as death
{%- endmacro %}
