-- Figure 4.26: moves between counties among immigrants who came for family, by level of
-- education; percent of the residents aged 15-74, every year of the panel.
-- Source: report 2016/27, figure 4.26; mart mobility_rate.

with mobility_rate as (
    select * from {{ ref("mobility_rate") }}
)

select
    outcome_year,
    background,
    education_level,
    'out_migration' as measure,
    residents,
    out_migrants as movers,
    out_migration_rate as rate_percent
from mobility_rate
where
    geography_type = 'country'
    and mobility_level = 'county'
    and age_range = '15-74'
    and background = 'family'
    and labour_status = 'all'
    and education_level <> 'all'
    and family_size_group = 'all'
    and family_composition = 'all'
order by education_level, outcome_year
