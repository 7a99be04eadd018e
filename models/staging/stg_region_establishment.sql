-- Establishments on 1 January: types only. Districts have only the count of all.
-- Grain: year, region_code.

with source as (
    select * from {{ source("registers", "region_establishment") }}
)

select
    cast(year as integer) as year,
    region_code,
    cast(establishments_with_employees as bigint) as establishments_with_employees,
    cast(establishments as bigint) as establishments
from source
