-- Figure 5.18: emigration and moves to another county among Nordic immigrants, by
-- county and five-year period: movers of all years in percent of their residents
-- (pooled), and the mean of the years' rates, which the study prints.
-- Source: report 2016/27, figure 5.18; mart mobility_figure_period_rate.

select *
from {{ ref("mobility_figure_period_rate") }}
where figure_id = '5.18'
order by measure, county_code, period
