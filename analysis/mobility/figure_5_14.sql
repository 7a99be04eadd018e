-- Figure 5.14: emigration and moves to another county among immigrants who came for
-- work, by county and five-year period; sum of movers in percent of the sum of
-- residents.
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
    emigration_rate as rate_percent
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
    out_migration_rate as rate_percent
from shown
order by measure, county_code, period
