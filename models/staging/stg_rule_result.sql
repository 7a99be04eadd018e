-- What came of each rule of the check, for every register and year, zeros too.
-- Grain: rule_id, year.

with source as (
    select * from {{ source("registers", "rule_result") }}
)

select
    register,
    rule_id,
    nullif(column_name, '') as column_name,
    rule,
    finding,
    effect,
    year,
    broken_rows,
    expected_rows
from source
