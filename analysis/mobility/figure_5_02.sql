-- Figure 5.2: moves to another centrality level among immigrants who came for work, by
-- centrality level; percent of the residents on 1 January, every year of the panel.
-- Source: report 2016/27, figure 5.2; mart mobility_rate.

with mobility_rate as (
    select * from {{ ref("mobility_rate") }}
)

select
    outcome_year,
    background,
    geography_code as centrality_level,
    'out_migration' as measure,
    residents,
    out_migrants as movers,
    out_migration_rate as rate_percent
from mobility_rate
where
    geography_type = 'centrality'
    and mobility_level = 'centrality'
    and age_range = 'all'
    and background = 'work'
    and labour_status = 'all'
    and education_level = 'all'
    and family_size_group = 'all'
    and family_composition = 'all'
order by centrality_level, outcome_year
