-- Table 6: sub-index for businesses per 100 residents 15-74, weighted by workplace
-- coverage, 2018, rounded as printed; fewest first, by the value before rounding.
-- Source: study, section "Verksemder"; mart risk_index_value_unit.

select *
from {{ ref("risk_index_value_unit") }}
where table_number = '06'
order by edition asc, exact_value asc, total desc, region_name asc
