-- Table 5.2: how staying, moving within Norway and emigrating from the less central
-- municipalities (level 2) depend on characteristics of the immigrants; linear
-- probability models. Every outcome year is there to be filtered; the study prints
-- 2013.
-- Source: report 2016/27, table 5.2; mart lpm_table.

select *
from {{ ref("lpm_table") }}
where table_id = '5.2'
order by outcome_year, sort_order
