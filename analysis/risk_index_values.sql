-- The values behind each sub-index, as tables 3 to 7 of the study have them, of every
-- edition and variable: highest risk first.
-- Source: study, tables 3-7; mart risk_index_value_unit.

select *
from {{ ref("risk_index_value_unit") }}
order by
    edition asc,
    sort_order asc,
    sub_index desc nulls last,
    total desc nulls last,
    region_name asc
