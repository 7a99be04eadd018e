-- Table E.8: trinomial logit of moving within Norway and of emigrating from the central
-- municipalities (level 4), men; coefficients. What is known of the fit is in
-- logit_fit. Every outcome year is there to be filtered; the study prints 2013.
-- Source: report 2016/27, table E.8; mart logit_table.

select *
from {{ ref("logit_table") }}
where table_id = 'E.8'
order by outcome_year, sort_order
