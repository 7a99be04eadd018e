-- Table 5.28: how staying, moving within Norway and emigrating from Nord-Trøndelag
-- depend on background, all else equal; linear probability models. Every outcome year
-- is there to be filtered; the study prints 2013.
-- Source: report 2016/27, table 5.28; mart lpm_table.

select *
from {{ ref("lpm_table") }}
where table_id = '5.28'
order by outcome_year, sort_order
