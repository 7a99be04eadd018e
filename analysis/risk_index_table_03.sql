-- Table 3: sub-index for average age on 1 January 2018, rounded as printed; highest
-- first, equal printed values by total.
-- Source: study, section "Snittalder"; mart risk_index_value_unit.

select *
from {{ ref("risk_index_value_unit") }}
where table_number = '03'
order by edition asc, value desc, total desc, region_name asc
