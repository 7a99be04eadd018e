-- Table 5: sub-index for single providers under 45, 2015-2017, rounded as printed;
-- highest first, equal printed values by total.
-- Source: study, section "Eineforsørgjarar"; mart risk_index_value_unit.

select *
from {{ ref("risk_index_value_unit") }}
where table_number = '05'
order by edition asc, value desc, total desc, region_name asc
