-- Table E.6: trinomial logit of moving within Norway and of emigrating from the less
-- central municipalities (level 2), men; coefficients. What is known of the fit is in
-- logit_fit. Every outcome year is there to be filtered; the study prints 2013.
-- Source: report 2016/27, table E.6; mart logit_table.

select *
from {{ ref("logit_table") }}
where table_id = 'E.6'
order by outcome_year, sort_order
