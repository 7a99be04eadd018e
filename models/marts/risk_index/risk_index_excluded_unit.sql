-- The units left out of the construction, or without a place in the ranking, and why.
-- Grain: edition, purpose, region_code.

with unit as (
    select * from {{ ref("int_risk_index_unit") }}
),

region_name as (
    select * from {{ ref("int_region_name") }}
)

select
    unit.edition,
    unit.purpose,
    unit.region_code,
    region_name.region_name,
    unit.exclusion_reason,
    unit.missing_variable_names,
    unit.studentised_residual,
    unit.bonferroni_p
from unit
left join region_name
    on unit.region_code = region_name.region_code
where unit.exclusion_reason is not null
