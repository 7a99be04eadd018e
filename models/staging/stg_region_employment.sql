-- Employed persons in the fourth quarter: types only. Districts have none.
-- Grain: year, region_code.

with source as (
    select * from {{ source("registers", "region_employment") }}
)

select
    cast(year as integer) as year,
    region_code,
    cast(employed_by_workplace as bigint) as employed_by_workplace,
    cast(employed_by_residence as bigint) as employed_by_residence
from source
