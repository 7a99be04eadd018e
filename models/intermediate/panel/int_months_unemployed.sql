-- Rule: months of registered unemployment in a calendar year; who has none is not here.
-- Source: definitions, labour status; report 2.1.6.
-- Grain: year, person_id.

with unemployment as (
    select * from {{ ref("stg_unemployment") }}
)

select
    year,
    person_id,
    months as months_unemployed
from unemployment
