-- People with registered unemployment in a calendar year: the rows that are kept,
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
