-- Highest completed education on 1 October: the rows kept at the door, as they are.
-- Grain: year, person_id.

with source as (
    select * from {{ source("registers", "education") }}
)

select
    year,
    person_id,
    nus_code
from source
