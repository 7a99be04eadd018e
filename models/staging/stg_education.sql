-- Highest completed education on 1 October: the rows that are kept, as they are.
-- Grain: year, person_id.

with source as (
    select * from {{ source("registers", "education") }}
)

select
    year,
    person_id,
    nus_code
from source
