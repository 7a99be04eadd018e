-- What a county gained in immigrants by arrivals less emigration, and by moves within
-- Norway, all years of the panel together; percent of its residents on 1 January,
-- summed likewise.
-- Source: mart gross_flow.

with gross_flow as (
    select *
    from {{ ref("gross_flow") }}
    where geography_type = 'county'
),

all_years as (
    select
        geography_code as county_code,
        min(outcome_year) as first_year,
        max(outcome_year) as last_year,
        sum(residents) as residents,
        sum(net_immigration) as net_immigration,
        sum(net_moves) as net_moves
    from gross_flow
    group by geography_code
)

select
    first_year,
    last_year,
    county_code,
    'abroad' as net_of,
    cast(residents as bigint) as residents,
    cast(net_immigration as bigint) as net_movers,
    100.0 * net_immigration / nullif(residents, 0) as rate_percent,
    case when residents = 0 then 'nobody_in_group' end as note
from all_years

union all

select
    first_year,
    last_year,
    county_code,
    'norway' as net_of,
    cast(residents as bigint) as residents,
    cast(net_moves - net_immigration as bigint) as net_movers,
    100.0 * (net_moves - net_immigration) / nullif(residents, 0) as rate_percent,
    case when residents = 0 then 'nobody_in_group' end as note
from all_years
order by county_code, net_of
