-- Table 7: sub-index for households with low income, 2016, rounded as printed; highest
-- first, by the value before rounding.
-- Source: study, section "Låginntekt"; mart risk_index_value_unit.

select *
from {{ ref("risk_index_value_unit") }}
where table_number = '07'
order by edition asc, exact_value desc, total desc, region_name asc
