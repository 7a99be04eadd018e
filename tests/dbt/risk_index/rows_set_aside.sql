{{ config(severity="warn") }}

-- Rows of the regional registers that no region of an edition can use: kept here.
select
    edition,
    register,
    region_code,
    period_start,
    period_end,
    indicator,
    set_aside_reason,
    register_rows
from {{ ref("int_region_row_set_aside") }}
