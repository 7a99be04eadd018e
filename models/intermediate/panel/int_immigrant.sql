-- Rule: an immigrant is born abroad, with both parents and all four grandparents born
-- abroad. A parent or grandparent field that is null counts as foreign-born; whether
-- one decided is kept, so that the share can be reported.
-- Source: definitions, immigrant; report 2.1.1. Country 000 is Norway.
-- Grain: person_id.
-- What the later rules on a person need is passed on, so that these take one pass over
-- a register that belongs to no year and that every build reads whole.

with person as (
    select * from {{ ref("stg_person") }}
),

born_abroad as (
    select
        person_id,
        sex,
        birth_date,
        birth_country,
        mother_id,
        father_id,
        first_immigration_date,
        reason_for_immigration,
        death_date,
        birth_country <> '000'
        and coalesce(mother_birth_country <> '000', true)
        and coalesce(father_birth_country <> '000', true)
        and coalesce(foreign_born_grandparents = 4, true) as is_immigrant,
        mother_birth_country is null
        or father_birth_country is null
        or foreign_born_grandparents is null as has_missing_field
    from person
)

select
    person_id,
    sex,
    birth_date,
    birth_country,
    mother_id,
    father_id,
    first_immigration_date,
    reason_for_immigration,
    death_date,
    is_immigrant,
    is_immigrant and has_missing_field as is_decided_by_missing
from born_abroad
