-- Figure 11: disability 2014-2016 against businesses per 100 residents 15-74, weighted
-- by workplace coverage, 2015. One row per national unit with both values; intercept,
-- slope, slope_se and r_squared are those of the green line, which is drawn without the
-- excluded units.
-- Source: study, section "Direkte samanhengar"; marts risk_index_unit and
-- risk_index_bivariate.

with risk_index_unit as (
    select * from {{ ref("risk_index_unit") }}
),

risk_index_bivariate as (
    select * from {{ ref("risk_index_bivariate") }}
),

disability_by_unit as (
    select
        edition,
        region_code,
        value as disability_share
    from risk_index_unit
    where variable = 'disability_share'
)

select
    risk_index_unit.region_code,
    risk_index_unit.region_name,
    risk_index_unit.value as businesses_weighted,
    disability_by_unit.disability_share,
    risk_index_unit.in_index,
    risk_index_unit.exclusion_reason,
    risk_index_bivariate.intercept,
    risk_index_bivariate.slope,
    risk_index_bivariate.slope_se,
    risk_index_bivariate.r_squared,
    risk_index_unit.edition
from risk_index_unit
inner join disability_by_unit
    on
        risk_index_unit.edition = disability_by_unit.edition
        and risk_index_unit.region_code = disability_by_unit.region_code
inner join risk_index_bivariate
    on
        risk_index_unit.edition = risk_index_bivariate.edition
        and risk_index_unit.variable = risk_index_bivariate.variable
where
    risk_index_unit.variable = 'businesses_weighted'
    and risk_index_unit.value is not null
    and disability_by_unit.disability_share is not null
order by risk_index_unit.edition, risk_index_unit.region_code
