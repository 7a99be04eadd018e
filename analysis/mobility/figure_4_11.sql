-- Figure 4.11: emigration among immigrants who came for refuge, by labour market
-- status; percent of the residents aged 15-74, every year of the panel.
-- Source: report 2016/27, figure 4.11; mart mobility_figure_rate.

select *
from {{ ref("mobility_figure_rate") }}
where figure_id = '4.11'
order by labour_status, outcome_year
