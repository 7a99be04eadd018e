-- Residents on 1 January: the rows that are kept, as they are.
-- Grain: year, person_id.

with source as (
    select * from {{ source("registers", "population") }}
)

select
    year,
    person_id,
    municipality_code,
    dwelling_id,
    marital_status,
    spouse_id
from source
