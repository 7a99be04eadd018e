-- People ever resident: the rows that are kept, as they are.
-- Grain: person_id.

with source as (
    select * from {{ source("registers", "person") }}
)

select
    person_id,
    sex,
    birth_date,
    birth_country,
    mother_id,
    father_id,
    mother_birth_country,
    father_birth_country,
    foreign_born_grandparents,
    first_immigration_date,
    reason_for_immigration,
    death_date
from source
