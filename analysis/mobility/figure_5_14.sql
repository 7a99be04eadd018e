-- Figure 5.14: emigration and moves to another county among immigrants who came for
-- work, by county and five-year period: movers of all years in percent of their
-- residents (pooled), and the mean of the years' rates, which the study prints.
-- Source: report 2016/27, figure 5.14; mart mobility_rate_period.

with mobility_rate_period as (
    select * from {{ ref("mobility_rate_period") }}
),

shown as (
    select *
    from mobility_rate_period
    where
        geography_type = 'county'
        and mobility_level = 'county'
        and age_range = 'all'
        and background = 'work'
        and labour_status = 'all'
        and education_level = 'all'
        and family_size_group = 'all'
        and family_composition = 'all'
)

select
    period,
    years,
    background,
    geography_code as county_code,
    'emigration' as measure,
    residents,
    emigrants as movers,
    emigration_rate as rate_percent,
    emigration_rate_mean_annual as rate_mean_annual_percent
from shown

union all

select
    period,
    years,
    background,
    geography_code as county_code,
    'out_migration' as measure,
    residents,
    out_migrants as movers,
    out_migration_rate as rate_percent,
    out_migration_rate_mean_annual as rate_mean_annual_percent
from shown
order by measure, county_code, period
