-- The data points of figures 7-11: every national unit's construction values, and
-- whether the weights are estimated on it.
-- Grain: edition, region_code, variable.

with risk_index_value as (
    select * from {{ ref("int_risk_index_value") }}
),

unit as (
    select * from {{ ref("int_risk_index_unit") }}
),

region as (
    select * from {{ ref("int_risk_index_region") }}
),

region_name as (
    select * from {{ ref("int_region_name") }}
)

select
    risk_index_value.edition,
    risk_index_value.region_code,
    risk_index_value.variable,
    region_name.region_name,
    risk_index_value.value,
    region.in_index,
    unit.exclusion_reason
from risk_index_value
inner join unit
    on
        risk_index_value.edition = unit.edition
        and risk_index_value.purpose = unit.purpose
        and risk_index_value.region_code = unit.region_code
inner join region
    on
        risk_index_value.edition = region.edition
        and risk_index_value.region_code = region.region_code
left join region_name
    on risk_index_value.region_code = region_name.region_code
where risk_index_value.purpose = 'construction'
