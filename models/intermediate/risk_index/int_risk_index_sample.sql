-- Rule: the values of the units that the weights are estimated on.
-- Source: study, "Regresjonsanalyse" (N = 445).
-- Grain: edition, region_code, variable.

with risk_index_value as (
    select * from {{ ref("int_risk_index_value") }}
),

unit as (
    select * from {{ ref("int_risk_index_unit") }}
)

select
    risk_index_value.edition,
    risk_index_value.region_code,
    risk_index_value.variable,
    risk_index_value.role,
    risk_index_value.value
from risk_index_value
inner join unit
    on
        risk_index_value.edition = unit.edition
        and risk_index_value.purpose = unit.purpose
        and risk_index_value.region_code = unit.region_code
where unit.purpose = 'construction' and unit.exclusion_reason is null
