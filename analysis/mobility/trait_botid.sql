-- Emigration and moves between counties by botid_group, the whole country.
-- Source: mart mobility_rate_trait.

with mobility_rate_trait as (
    select * from {{ ref("mobility_rate_trait") }}
    where
        geography_type = 'country'
        and mobility_level = 'county'
        and background = 'all'
),

shown as (
    select *
    from mobility_rate_trait
    where
        botid_group <> 'all'
        and sex = 'all'
        and age_group = 'all'
)

select
    outcome_year,
    botid_group,
    'emigration' as measure,
    residents,
    emigrants as movers,
    emigration_rate as rate_percent
from shown

union all

select
    outcome_year,
    botid_group,
    'out_migration' as measure,
    residents,
    out_migrants as movers,
    out_migration_rate as rate_percent
from shown
order by measure, botid_group, outcome_year
