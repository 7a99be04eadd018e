-- Figure 4.6: emigration and moves between the four centrality levels among immigrants
-- who came for education; percent of the residents on 1 January, every year of the
-- panel.
-- Source: report 2016/27, figure 4.6; mart mobility_figure_rate.

select *
from {{ ref("mobility_figure_rate") }}
where figure_id = '4.6'
order by measure, outcome_year
