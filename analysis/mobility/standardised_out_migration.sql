-- Moves between counties among residents aged 15-74 by background, as they were and as
-- they would have been with the age and sex of the standard population; percent of the
-- residents, every year of the panel.
-- Source: mart mobility_rate_standardised.

with mobility_rate_standardised as (
    select * from {{ ref("mobility_rate_standardised") }}
),

country as (
    select *
    from mobility_rate_standardised
    where
        geography_type = 'country'
        and mobility_level = 'county'
)

select
    outcome_year,
    background,
    'crude' as adjustment,
    residents,
    standard_covered_percent,
    out_migration_rate as rate_percent,
    note
from country

union all

select
    outcome_year,
    background,
    'standardised' as adjustment,
    residents,
    standard_covered_percent,
    out_migration_rate_standardised as rate_percent,
    note
from country
order by background, adjustment, outcome_year
