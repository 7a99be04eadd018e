-- Figure 4.5: emigration and moves between the four centrality levels among immigrants
-- who came for family; percent of the residents on 1 January, every year of the panel.
-- Source: report 2016/27, figure 4.5; mart mobility_figure_rate.

select *
from {{ ref("mobility_figure_rate") }}
where figure_id = '4.5'
order by measure, outcome_year
