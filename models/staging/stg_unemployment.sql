-- People with registered unemployment in a calendar year: the rows kept at the door,
-- as they are.
-- Grain: year, person_id.

with source as (
    select * from {{ source("registers", "unemployment") }}
)

select
    year,
    person_id,
    months
from source
