-- Figure 4.8: emigration and moves between the four centrality levels among immigrants
-- whose reason is unknown; percent of the residents on 1 January, every year of the
-- panel.
-- Source: report 2016/27, figure 4.8; mart mobility_figure_rate.

select *
from {{ ref("mobility_figure_rate") }}
where figure_id = '4.8'
order by measure, outcome_year
