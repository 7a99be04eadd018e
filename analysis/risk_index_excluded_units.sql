-- Units that the weights are not estimated on, or that have no place in the ranking,
-- and why.
-- Source: study, section "Regresjonsanalyse"; mart risk_index_excluded_unit.

with risk_index_excluded_unit as (
    select * from {{ ref("risk_index_excluded_unit") }}
)

select
    purpose,
    region_code,
    region_name,
    exclusion_reason,
    missing_variable_names,
    studentised_residual,
    bonferroni_p,
    edition
from risk_index_excluded_unit
order by edition, purpose, exclusion_reason, region_code
