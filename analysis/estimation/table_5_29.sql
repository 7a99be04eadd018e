-- Table 5.29: how staying, moving within Norway and emigrating from Nordland depend on
-- background, all else equal; linear probability models. Every outcome year is there to
-- be filtered; the study prints 2013.
-- Source: report 2016/27, table 5.29; mart lpm_table.

select *
from {{ ref("lpm_table") }}
where table_id = '5.29'
order by outcome_year, sort_order
