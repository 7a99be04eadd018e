-- Emigration and out-migration within Norway, in percent of the residents of a group on
-- 1 January. Which groups there are is in the seed rate_breakdown.
-- Grain: outcome_year, geography_type, geography_code, mobility_level, age_range,
-- background, labour_status, education_level, family_size_group, family_composition.

with mobility_group as (
    select * from {{ ref("int_mobility_group") }}
)

select
    outcome_year,
    geography_type,
    geography_code,
    mobility_level,
    age_range,
    background,
    labour_status,
    education_level,
    family_size_group,
    family_composition,
    residents,
    emigrants,
    out_migrants,
    deaths,
    unexplained,
    cast(100.0 * emigrants / residents as double) as emigration_rate,
    cast(100.0 * out_migrants / residents as double) as out_migration_rate
from mobility_group
where {{ is_chosen_outcome_year("outcome_year") }}
