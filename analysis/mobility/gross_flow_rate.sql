-- Arrivals, emigration and administrative emigration by group of countries of birth, in
-- percent of the group's residents on 1 January, every year of the panel.
-- Source: mart gross_flow.

with gross_flow as (
    select *
    from {{ ref("gross_flow") }}
    where geography_type = 'country' and country_group <> 'all'
)

select
    outcome_year,
    country_group,
    'arrival' as direction,
    residents,
    arrivals as movers,
    arrival_rate as rate_percent,
    case when residents = 0 then note end as note
from gross_flow

union all

select
    outcome_year,
    country_group,
    'emigration' as direction,
    residents,
    emigrants as movers,
    emigration_rate as rate_percent,
    case when residents = 0 then note end as note
from gross_flow
order by country_group, direction, outcome_year
