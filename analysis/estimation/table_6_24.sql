-- Table 6.24: differences in the probability of staying, moving within Norway and
-- emigrating by level of education against unknown or no education, for a man in each
-- centrality level; trinomial logit, a model per level and sex. Every outcome year is
-- there to be filtered; the study prints 2013.
-- Source: report 2016/27, table 6.24; mart logit_difference_table.

select *
from {{ ref("logit_difference_table") }}
where profile = '6.24'
order by outcome_year, sort_order, centrality_level
