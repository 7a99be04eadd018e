-- Emigration and moves between counties by sex, the whole country.
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
        sex <> 'all'
        and age_group = 'all'
        and botid_group = 'all'
)

select
    outcome_year,
    sex,
    'emigration' as measure,
    residents,
    emigrants as movers,
    emigration_rate as rate_percent
from shown

union all

select
    outcome_year,
    sex,
    'out_migration' as measure,
    residents,
    out_migrants as movers,
    out_migration_rate as rate_percent
from shown
order by measure, sex, outcome_year
