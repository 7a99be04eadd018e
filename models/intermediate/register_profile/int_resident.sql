-- Rule: a resident's age on 1 January is the year before less the year of birth, as
-- everywhere in the project; who was born on that day is 0. Born abroad is who was born
-- in another country than Norway (000), immigrant or not. Of a resident who is not in
-- the register of persons sex, age and country of birth are unknown, and the person
-- counts as no immigrant.
-- Source: definitions, age and immigrant; own, sanity that a demographer checks.
-- Grain: year, person_id.

with population as (
    select * from {{ ref("stg_population") }}
),

person as (
    select * from {{ ref("int_person") }}
)

select
    population.year,
    population.person_id,
    person.sex,
    -- `greatest` passes over null, which must stay unknown
    case
        when person.birth_year is not null
            then greatest(population.year - 1 - person.birth_year, 0)
    end as age,
    person.birth_country <> '000' as is_born_abroad,
    coalesce(person.is_immigrant, false) as is_immigrant,
    population.dwelling_id is not null as has_dwelling
from population
left join person
    on population.person_id = person.person_id
