-- Figure 4.28: moves between counties among immigrants who came for education, by level
-- of education; percent of the residents aged 15-74, every year of the panel.
-- Source: report 2016/27, figure 4.28; mart mobility_figure_rate.

select *
from {{ ref("mobility_figure_rate") }}
where figure_id = '4.28'
order by education_level, outcome_year
