-- Moves to a county from the others less moves from it, all immigrants at risk, summed
-- over all years of the panel; percent of its residents on 1 January, summed likewise.
-- Source: mart net_migration.

with net_migration as (
    select * from {{ ref("net_migration") }}
)

select
    min(outcome_year) as first_year,
    max(outcome_year) as last_year,
    geography_code as county_code,
    cast(sum(residents) as bigint) as residents,
    cast(sum(in_migrants) as bigint) as in_migrants,
    cast(sum(out_migrants) as bigint) as out_migrants,
    cast(sum(net_migration) as bigint) as net_migration,
    100.0 * sum(net_migration) / nullif(sum(residents), 0) as rate_percent
from net_migration
where
    geography_type = 'county'
    and background = 'all'
group by geography_code
order by county_code
