-- Table 8: the candidate variables with definition, periods and weight; the dependent
-- variable last, as printed. Weights are percent; null for a variable without one.
-- Source: study, chapter "Metode og diskusjon"; seeds risk_index_variable, code_list
-- and published_risk_index_variables (number, definition, unit, source), mart
-- risk_index_weight.

with risk_index_variable as (
    select * from {{ ref("risk_index_variable") }}
),

code_list as (
    select * from {{ ref("code_list") }}
),

printed_variable as (
    select * from {{ ref("published_risk_index_variables") }}
),

risk_index_weight as (
    select * from {{ ref("risk_index_weight") }}
)

select
    printed_variable.variable_number,
    risk_index_variable.variable,
    coalesce(code_list.label_en, indicator_list.label_en) as label_en,
    coalesce(code_list.label_nb, indicator_list.label_nb) as label_nb,
    printed_variable.definition,
    concat_ws(
        '-',
        risk_index_variable.construction_start,
        nullif(
            risk_index_variable.construction_end,
            risk_index_variable.construction_start
        )
    ) as construction_period,
    nullif(
        concat_ws(
            '-',
            risk_index_variable.index_start,
            nullif(risk_index_variable.index_end, risk_index_variable.index_start)
        ),
        ''
    ) as index_period,
    printed_variable.unit,
    printed_variable.source,
    cast(round(risk_index_weight.weight_percent) as integer) as weight_percent,
    risk_index_variable.edition
from risk_index_variable
left join code_list
    on
        risk_index_variable.variable = code_list.code
        and code_list.list_name = 'risk_index_variable'
left join code_list as indicator_list
    on
        risk_index_variable.variable = indicator_list.code
        and indicator_list.list_name = 'region_indicator'
left join printed_variable
    on risk_index_variable.variable = printed_variable.variable
left join risk_index_weight
    on
        risk_index_variable.edition = risk_index_weight.edition
        and risk_index_variable.variable = risk_index_weight.variable
order by
    risk_index_variable.edition,
    risk_index_variable.role = 'dependent',
    printed_variable.variable_number
