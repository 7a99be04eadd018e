-- Figure 4.1: emigration by background, the whole country; percent of the residents on
-- 1 January, every year of the panel.
-- Source: report 2016/27, figure 4.1; mart mobility_figure_rate.

select *
from {{ ref("mobility_figure_rate") }}
where figure_id = '4.1'
order by background, outcome_year
