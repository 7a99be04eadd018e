-- The outcome against each variable of the index, as figures 7 to 11 of the study have
-- it: national units with both values, and the line, which is drawn without excluded
-- units.
-- Grain: edition, variable, region_code.

with risk_index_unit as (
    select * from {{ ref("risk_index_unit") }}
),

risk_index_bivariate as (
    select * from {{ ref("risk_index_bivariate") }}
),

risk_index_variable as (
    select * from {{ ref("risk_index_variable") }}
),

outcome_by_unit as (
    select
        risk_index_unit.edition,
        risk_index_unit.region_code,
        risk_index_unit.value as outcome
    from risk_index_unit
    inner join risk_index_variable
        on
            risk_index_unit.edition = risk_index_variable.edition
            and risk_index_unit.variable = risk_index_variable.variable
    where risk_index_variable.role = 'dependent'
)

select
    risk_index_unit.edition,
    risk_index_unit.variable,
    risk_index_variable.figure_number,
    risk_index_unit.region_code,
    risk_index_unit.region_name,
    risk_index_unit.value,
    outcome_by_unit.outcome,
    risk_index_unit.in_index,
    risk_index_unit.exclusion_reason,
    risk_index_bivariate.intercept,
    risk_index_bivariate.slope,
    risk_index_bivariate.slope_se,
    risk_index_bivariate.r_squared
from risk_index_unit
inner join outcome_by_unit
    on
        risk_index_unit.edition = outcome_by_unit.edition
        and risk_index_unit.region_code = outcome_by_unit.region_code
inner join risk_index_variable
    on
        risk_index_unit.edition = risk_index_variable.edition
        and risk_index_unit.variable = risk_index_variable.variable
inner join risk_index_bivariate
    on
        risk_index_unit.edition = risk_index_bivariate.edition
        and risk_index_unit.variable = risk_index_bivariate.variable
where
    risk_index_unit.value is not null
    and outcome_by_unit.outcome is not null
