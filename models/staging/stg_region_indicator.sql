-- Published regional indicators in percent: types only. A null value is suppressed.
-- Grain: region_code, period_start, period_end, indicator.

with source as (
    select * from {{ source("registers", "region_indicator") }}
)

select
    region_code,
    cast(period_start as integer) as period_start,
    cast(period_end as integer) as period_end,
    indicator,
    cast(value as double) as value
from source
