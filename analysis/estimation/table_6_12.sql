-- Table 6.12: differences in the probability of staying, moving within Norway and
-- emigrating by background against Nordic immigrants, for a man in each centrality
-- level; trinomial logit, a model per level. Every outcome year is there to be
-- filtered; the study prints 2013.
-- Source: report 2016/27, table 6.12; mart logit_difference_table.

select *
from {{ ref("logit_difference_table") }}
where profile = '6.12'
order by outcome_year, sort_order, centrality_level
