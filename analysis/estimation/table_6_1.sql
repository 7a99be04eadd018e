-- Table 6.1: trinomial logit of moving within Norway and of emigrating, immigrants;
-- coefficients. What is known of the fit is in logit_fit. Every outcome year is there
-- to be filtered; the study prints 2013.
-- Source: report 2016/27, table 6.1; mart logit_table.

select *
from {{ ref("logit_table") }}
where table_id = '6.1'
order by outcome_year, sort_order
