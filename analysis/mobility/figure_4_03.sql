-- Figure 4.3: emigration and moves between the four centrality levels among immigrants
-- who came for work; percent of the residents on 1 January, every year of the panel.
-- Source: report 2016/27, figure 4.3; mart mobility_rate.

with mobility_rate as (
    select * from {{ ref("mobility_rate") }}
),

shown as (
    select *
    from mobility_rate
    where
        geography_type = 'country'
        and mobility_level = 'centrality'
        and age_range = 'all'
        and background = 'work'
        and labour_status = 'all'
        and education_level = 'all'
        and family_size_group = 'all'
        and family_composition = 'all'
)

select
    outcome_year,
    background,
    'emigration' as measure,
    residents,
    emigrants as movers,
    emigration_rate as rate_percent
from shown

union all

select
    outcome_year,
    background,
    'out_migration' as measure,
    residents,
    out_migrants as movers,
    out_migration_rate as rate_percent
from shown
order by measure, outcome_year
