{#- The published indicator in the periods that each edition measures it. -#}
{% macro indicator_of_edition(variable) -%}
    select
        period.edition,
        period.purpose,
        indicator_value.region_code,
        indicator_value.value
    from {{ ref("int_indicator_value") }} as indicator_value
    inner join {{ ref("int_risk_index_period") }} as period
        on
            indicator_value.edition = period.edition
            and indicator_value.indicator = period.variable
            and indicator_value.period_start = period.period_start
            and indicator_value.period_end = period.period_end
    where period.variable = '{{ variable }}'
{%- endmacro %}
