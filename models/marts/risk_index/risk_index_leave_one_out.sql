-- Total and place of each region when a variable is left out and the weights are
-- estimated anew.
-- Grain: edition, variable_left_out, region_code.

with leave_one_out as (
    select * from {{ ref("int_risk_index_leave_one_out") }}
)

select
    edition,
    variable_left_out,
    region_code,
    total,
    cast(rank as bigint) as rank
from leave_one_out
