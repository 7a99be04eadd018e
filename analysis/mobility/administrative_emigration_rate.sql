-- Emigration with and without the administrative ones, by background; percent of the
-- residents on 1 January, every year of the panel.
-- Source: mart administrative_emigration.

with administrative_emigration as (
    select * from {{ ref("administrative_emigration") }}
),

country as (
    select *
    from administrative_emigration
    where geography_type = 'country'
)

select
    outcome_year,
    background,
    'all_emigrations' as emigrations,
    residents,
    emigrants as movers,
    emigration_rate as rate_percent
from country

union all

select
    outcome_year,
    background,
    'without_administrative' as emigrations,
    residents,
    emigrants - administrative_emigrants as movers,
    emigration_rate_without as rate_percent
from country
order by background, emigrations, outcome_year
