-- Rule: a death belongs to the calendar year of its date.
-- Source: definitions, outcome 3.
-- Grain: person_id.

with person as (
    select * from {{ ref("int_person") }}
)

select
    person_id,
    cast(extract(year from death_date) as integer) as year
from person
where death_date is not null
