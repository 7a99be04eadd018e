-- Figure 4.2: moves between the four centrality levels by background, the whole
-- country; percent of the residents on 1 January, every year of the panel.
-- Source: report 2016/27, figure 4.2; mart mobility_figure_rate.

select *
from {{ ref("mobility_figure_rate") }}
where figure_id = '4.2'
order by background, outcome_year
