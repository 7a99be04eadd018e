-- Figure 4.18: moves between counties among Nordic immigrants, by labour market status;
-- percent of the residents aged 15-74, every year of the panel.
-- Source: report 2016/27, figure 4.18; mart mobility_figure_rate.

select *
from {{ ref("mobility_figure_rate") }}
where figure_id = '4.18'
order by labour_status, outcome_year
