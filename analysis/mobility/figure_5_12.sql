-- Figure 5.12: moves to another centrality level among immigrants whose reason is
-- unknown, by centrality level; percent of the residents on 1 January, every year of
-- the panel.
-- Source: report 2016/27, figure 5.12; mart mobility_figure_rate.

select * replace (cast(centrality_level as varchar) as centrality_level)
from {{ ref("mobility_figure_rate") }}
where figure_id = '5.12'
order by centrality_level, outcome_year
