-- Rule: what of a person does not change from year to year. Nobody is their own
-- parent: such a value is passed over here, and reported in int_finding_person. The
-- year of first immigration stands whatever later emigrations and returns there are.
-- Source: contract 2, immigrant, age, botid, background, family number.
-- Grain: person_id.

with person as (
    select * from {{ ref("stg_person") }}
),

person_sex as (
    select * from {{ ref("person_sex") }}
),

immigrant as (
    select * from {{ ref("int_immigrant") }}
),

background as (
    select * from {{ ref("int_background") }}
)

select
    person.person_id,
    person_sex.sex,
    person.birth_date,
    cast(extract(year from person.birth_date) as integer) as birth_year,
    nullif(person.mother_id, person.person_id) as mother_id,
    nullif(person.father_id, person.person_id) as father_id,
    immigrant.is_immigrant,
    immigrant.is_decided_by_missing,
    background.background,
    cast(extract(year from person.first_immigration_date) as integer)
        as first_immigration_year
from person
inner join person_sex
    on person.sex = person_sex.register_sex
inner join immigrant
    on person.person_id = immigrant.person_id
inner join background
    on person.person_id = background.person_id
