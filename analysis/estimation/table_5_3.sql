-- Table 5.3: how staying, moving within Norway and emigrating from the somewhat central
-- municipalities (level 3) depend on characteristics of the immigrants; linear
-- probability models. Every outcome year is there to be filtered; the study prints
-- 2013.
-- Source: report 2016/27, table 5.3; mart lpm_table.

select *
from {{ ref("lpm_table") }}
where table_id = '5.3'
order by outcome_year, sort_order
