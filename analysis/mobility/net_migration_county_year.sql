-- Moves to and from each county within Norway, all immigrants at risk; percent of the
-- county's residents on 1 January, every year of the panel. The gap is net migration.
-- Source: mart net_migration.

with net_migration as (
    select * from {{ ref("net_migration") }}
),

county as (
    select *
    from net_migration
    where
        geography_type = 'county'
        and background = 'all'
)

select
    outcome_year,
    geography_code as county_code,
    'in_migration' as direction,
    residents,
    in_migrants as movers,
    100.0 * in_migrants / nullif(residents, 0) as rate_percent,
    note
from county

union all

select
    outcome_year,
    geography_code as county_code,
    'out_migration' as direction,
    residents,
    out_migrants as movers,
    100.0 * out_migrants / nullif(residents, 0) as rate_percent,
    note
from county
order by county_code, direction, outcome_year
