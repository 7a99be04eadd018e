-- Limits that a year may exceed, with the reason that `register.yml` gives.
-- Grain: rule_id, year.

with source as (
    select * from {{ source("registers", "allowance") }}
)

select
    rule_id,
    year,
    largest_share_percent,
    reason
from source
