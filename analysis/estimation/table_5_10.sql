-- Table 5.10: how staying, moving within Norway and emigrating from the less central
-- municipalities (level 2) differ between families of immigrants only and others of the
-- same size, all else equal; linear probability models. Every outcome year is there to
-- be filtered; the study prints 2013.
-- Source: report 2016/27, table 5.10; mart lpm_table.

select *
from {{ ref("lpm_table") }}
where table_id = '5.10'
order by outcome_year, sort_order
