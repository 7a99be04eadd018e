-- Moves to a county from the others less moves from it, all immigrants at risk, summed
-- over all years of the panel; percent of its residents on 1 January, summed likewise.
-- Source: mart net_migration.

with net_migration as (
    select * from {{ ref("net_migration") }}
),

all_years as (
    select
        geography_code as county_code,
        min(outcome_year) as first_year,
        max(outcome_year) as last_year,
        sum(residents) as residents,
        sum(in_migrants) as in_migrants,
        sum(out_migrants) as out_migrants
    from net_migration
    where
        geography_type = 'county'
        and background = 'all'
    group by geography_code
)

select
    first_year,
    last_year,
    county_code,
    cast(residents as bigint) as residents,
    cast(in_migrants as bigint) as in_migrants,
    cast(out_migrants as bigint) as out_migrants,
    cast(in_migrants - out_migrants as bigint) as net_migration,
    100.0 * (in_migrants - out_migrants) / nullif(residents, 0) as rate_percent,
    case when residents = 0 then 'nobody_in_group' end as note
from all_years
order by county_code
