-- Residents of one age on 1 January: types only.
-- Grain: year, region_code, age.

with source as (
    select * from {{ source("registers", "region_population") }}
)

select
    cast(year as integer) as year,
    region_code,
    cast(age as integer) as age,
    cast(persons as bigint) as persons
from source
