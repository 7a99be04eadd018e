{#- Rows of a relation with one of its numbers: mart, measure, outcome_year, row_key,
    value, std_error, is_printed. Without an error the number is taken as exact. -#}
{% macro measured(
    relation, mart, measure, value, std_error="null", year="outcome_year",
    is_printed="false"
) -%}
    select
        '{{ mart }}' as mart,
        '{{ measure }}' as measure,
        cast({{ year }} as integer) as outcome_year,
        row_key,
        cast({{ value }} as double) as value,
        cast({{ std_error }} as double) as std_error,
        {{ is_printed }} as is_printed
    from {{ relation }}
    where {{ value }} is not null
{%- endmacro %}
