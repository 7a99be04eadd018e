-- Figure 4.1: emigration by background, the whole country; percent of the residents on
-- 1 January, every year of the panel.
-- Source: report 2016/27, figure 4.1; mart mobility_rate.

with mobility_rate as (
    select * from {{ ref("mobility_rate") }}
)

select
    outcome_year,
    background,
    'emigration' as measure,
    residents,
    emigrants as movers,
    emigration_rate as rate_percent
from mobility_rate
where
    geography_type = 'country'
    and mobility_level = 'centrality'
    and age_range = 'all'
    and background <> 'all'
    and labour_status = 'all'
    and education_level = 'all'
    and family_size_group = 'all'
    and family_composition = 'all'
order by background, outcome_year
