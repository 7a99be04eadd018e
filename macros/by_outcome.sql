{#- Columns of a table with outcomes side by side: each measure of each outcome, of the
    one row that a group has of it; numbers with the decimals that the study prints. -#}
{% macro by_outcome(outcomes, measures, row="", decimals={}) -%}
    {%- set from = row ~ "." if row else "" -%}
    {%- for outcome in outcomes -%}
        {%- set last = loop.last -%}
        {%- for measure in measures -%}
    {%- set value = "max(case when " ~ from ~ "outcome = '" ~ outcome ~ "' then "
            ~ from ~ measure ~ " end)" %}
    {{ "round(" ~ value ~ ", " ~ decimals[measure] ~ ")" if measure in decimals
        else value }}
        as {{ outcome }}_{{ measure }}{{ "" if last and loop.last else "," }}
    {% endfor -%}
    {%- endfor -%}
{%- endmacro %}
