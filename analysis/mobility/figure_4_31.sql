-- Figure 4.31: emigration among immigrants whose reason is unknown, by level of
-- education; percent of the residents aged 15-74, every year of the panel.
-- Source: report 2016/27, figure 4.31; mart mobility_figure_rate.

select *
from {{ ref("mobility_figure_rate") }}
where figure_id = '4.31'
order by education_level, outcome_year
