-- Rule: what of a person does not change from year to year. Nobody is their own
-- parent: such a value is passed over here, and reported in int_finding_person. The
-- year of first immigration stands whatever later emigrations and returns there are.
-- Source: definitions, immigrant, age, botid, background, family number, outcome.
-- Grain: person_id.

with person as (
    select * from {{ ref("int_background") }}
),

person_sex as (
    select * from {{ ref("person_sex") }}
)

select
    person.person_id,
    person_sex.sex,
    person.birth_date,
    cast(extract(year from person.birth_date) as integer) as birth_year,
    person.birth_country,
    nullif(person.mother_id, person.person_id) as mother_id,
    nullif(person.father_id, person.person_id) as father_id,
    person.is_immigrant,
    person.is_decided_by_missing,
    person.background,
    cast(extract(year from person.first_immigration_date) as integer)
        as first_immigration_year,
    person.death_date
from person
inner join person_sex
    on person.sex = person_sex.register_sex
