-- Table 4: sub-index for residents aged 30-39 with primary education only, 2017,
-- rounded as printed; highest first, equal printed values by total.
-- Source: study, section "Grunnskoledel"; mart risk_index_value_unit.

select *
from {{ ref("risk_index_value_unit") }}
where table_number = '04'
order by edition asc, value desc, total desc, region_name asc
