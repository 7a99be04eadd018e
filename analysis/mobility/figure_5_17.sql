-- Figure 5.17: emigration and moves to another county among immigrants who came for
-- education, by county and five-year period: movers of all years in percent of their
-- residents (pooled), and the mean of the years' rates, which the study prints.
-- Source: report 2016/27, figure 5.17; mart mobility_figure_period_rate.

select *
from {{ ref("mobility_figure_period_rate") }}
where figure_id = '5.17'
order by measure, county_code, period
