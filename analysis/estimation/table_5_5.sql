-- Table 5.5: how staying, moving within Norway and emigrating from the least central
-- municipalities (level 1) depend on the size of the family, all else equal; linear
-- probability models. Every outcome year is there to be filtered; the study prints
-- 2013.
-- Source: report 2016/27, table 5.5; mart lpm_table.

select *
from {{ ref("lpm_table") }}
where table_id = '5.5'
order by outcome_year, sort_order
