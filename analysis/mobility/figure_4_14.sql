-- Figure 4.14: moves between counties among immigrants who came for family, by labour
-- market status; percent of the residents aged 15-74, every year of the panel.
-- Source: report 2016/27, figure 4.14; mart mobility_figure_rate.

select *
from {{ ref("mobility_figure_rate") }}
where figure_id = '4.14'
order by labour_status, outcome_year
