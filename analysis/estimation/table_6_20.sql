-- Table 6.20: differences in the probability of staying, moving within Norway and
-- emigrating by labour market status against those outside the labour force, for a man
-- in each centrality level; trinomial logit, a model per level and sex. Every outcome
-- year is there to be filtered; the study prints 2013.
-- Source: report 2016/27, table 6.20; mart logit_difference_table.

select *
from {{ ref("logit_difference_table") }}
where profile = '6.20'
order by outcome_year, sort_order, centrality_level
