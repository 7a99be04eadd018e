-- Table D.2: trinomial logit of moving within Norway and of emigrating from the less
-- central municipalities (level 2), immigrants; coefficients. What is known of the fit
-- is in logit_fit. Every outcome year is there to be filtered; the study prints 2013.
-- Source: report 2016/27, table D.2; mart logit_table.

select *
from {{ ref("logit_table") }}
where table_id = 'D.2'
order by outcome_year, sort_order
