-- Table 6.2: differences in the probability of staying, moving within Norway and
-- emigrating by years since immigration against 16 years or longer, for a woman in the
-- central municipalities; trinomial logit, one model for all. Every outcome year is
-- there to be filtered; the study prints 2013.
-- Source: report 2016/27, table 6.2; mart logit_difference_table.

select *
from {{ ref("logit_difference_table") }}
where profile = '6.2'
order by outcome_year, sort_order
