-- Emigration and out-migration by sex, age group and years since first immigration, in
-- percent of the residents of the group on 1 January. Which groups there are is in the
-- seed trait_breakdown.
-- Grain: outcome_year, geography_type, geography_code, mobility_level, background, sex,
-- age_group, botid_group.

with trait_group as (
    select * from {{ ref("int_trait_group") }}
)

select
    outcome_year,
    geography_type,
    geography_code,
    mobility_level,
    background,
    sex,
    age_group,
    botid_group,
    residents,
    emigrants,
    out_migrants,
    deaths,
    unexplained,
    cast(100.0 * emigrants / residents as double) as emigration_rate,
    cast(100.0 * out_migrants / residents as double) as out_migration_rate
from trait_group
where {{ is_chosen_outcome_year("outcome_year") }}
