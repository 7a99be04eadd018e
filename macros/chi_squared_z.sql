{#- How unusual a chi-squared is: about standard normal when it is one, by Wilson and
    Hilferty (1931); null without degrees of freedom. -#}
{% macro chi_squared_z(chi_squared, degrees_of_freedom) -%}
    (
        power({{ chi_squared }} / nullif({{ degrees_of_freedom }}, 0), 1.0 / 3)
        - (1 - 2.0 / (9.0 * nullif({{ degrees_of_freedom }}, 0)))
    ) / sqrt(2.0 / (9.0 * nullif({{ degrees_of_freedom }}, 0)))
{%- endmacro %}
