{#- Standard error of a rate in percent of residents, with two movers and two who stay
    added (Agresti and Coull 1998), so that a rate of 0 has an error, too. -#}
{% macro rate_std_error(movers, residents) -%}
    100.0 * sqrt(
        ({{ movers }} + 2.0) * ({{ residents }} - {{ movers }} + 2.0)
        / power({{ residents }} + 4.0, 3)
    )
{%- endmacro %}
