-- Returns in percent of arrivals, and administrative emigrations in percent of all, by
-- group of countries of birth, all years of the panel together.
-- Source: mart gross_flow.

with gross_flow as (
    select *
    from {{ ref("gross_flow") }}
    where geography_type = 'country'
),

all_years as (
    select
        country_group,
        min(outcome_year) as first_year,
        max(outcome_year) as last_year,
        sum(arrivals) as arrivals,
        sum(returns) as returns,
        sum(emigrants) as emigrants,
        sum(administrative_emigrants) as administrative_emigrants
    from gross_flow
    group by country_group
)

select
    first_year,
    last_year,
    country_group,
    'returns' as flow,
    cast(arrivals as bigint) as persons,
    cast(returns as bigint) as movers,
    100.0 * returns / nullif(arrivals, 0) as share_percent,
    case when arrivals = 0 then 'nobody_with_outcome' end as note
from all_years

union all

select
    first_year,
    last_year,
    country_group,
    'administrative' as flow,
    cast(emigrants as bigint) as persons,
    cast(administrative_emigrants as bigint) as movers,
    100.0 * administrative_emigrants / nullif(emigrants, 0) as share_percent,
    case when emigrants = 0 then 'nobody_with_outcome' end as note
from all_years
order by country_group, flow
