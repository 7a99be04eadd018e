-- What two readings of a period rate differ by: emigration by background and county,
-- movers of all years in percent of their residents (pooled), and the mean of the
-- yearly rates, which the study prints in figures 5.14-5.19; of the first period.
-- Source: mart mobility_rate_period; report 2016/27, 5.4.

with mobility_rate_period as (
    select * from {{ ref("mobility_rate_period") }}
),

first_period as (
    select min(period) as period
    from mobility_rate_period
),

shown as (
    select mobility_rate_period.*
    from mobility_rate_period
    inner join first_period
        on mobility_rate_period.period = first_period.period
    where
        mobility_rate_period.geography_type = 'county'
        and mobility_rate_period.mobility_level = 'county'
        and mobility_rate_period.age_range = 'all'
        and mobility_rate_period.background <> 'all'
        and mobility_rate_period.labour_status = 'all'
        and mobility_rate_period.education_level = 'all'
        and mobility_rate_period.family_size_group = 'all'
        and mobility_rate_period.family_composition = 'all'
)

select
    period,
    background,
    geography_code as county_code,
    'pooled' as averaging,
    residents,
    emigration_rate as rate_percent
from shown

union all

select
    period,
    background,
    geography_code as county_code,
    'mean_annual' as averaging,
    residents,
    emigration_rate_mean_annual as rate_percent
from shown
order by background, county_code, averaging
