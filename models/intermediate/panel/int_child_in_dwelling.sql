-- Rule: a child in a dwelling is a resident, at any age, whose mother or father lives
-- in the same dwelling. The parents who do not live there are null.
-- Source: definitions, family number 2 and 3; report 2.1.8.
-- Grain: year, person_id (of the child).

-- The population is read once per part that somebody plays, for a relation that is
-- used twice would be kept in memory whole.

with child_population as (
    select * from {{ ref("stg_population") }}
),

mother_population as (
    select * from {{ ref("stg_population") }}
),

father_population as (
    select * from {{ ref("stg_population") }}
),

person as (
    select * from {{ ref("int_person") }}
),

with_known_parent as (
    select
        child_population.year,
        child_population.person_id,
        child_population.dwelling_id,
        child_population.marital_status,
        person.birth_date,
        person.mother_id,
        person.father_id
    from child_population
    inner join person
        on child_population.person_id = person.person_id
    where
        child_population.dwelling_id is not null
        and {{ is_chosen_year("child_population.year") }}
        and (person.mother_id is not null or person.father_id is not null)
),

mother as (
    select
        year,
        person_id,
        dwelling_id
    from mother_population
    where dwelling_id is not null and {{ is_chosen_year("year") }}
),

father as (
    select
        year,
        person_id,
        dwelling_id
    from father_population
    where dwelling_id is not null and {{ is_chosen_year("year") }}
)

select
    child.year,
    child.person_id,
    child.dwelling_id,
    child.marital_status,
    child.birth_date,
    mother.person_id as mother_id,
    father.person_id as father_id
from with_known_parent as child
left join mother
    on
        child.year = mother.year
        and child.mother_id = mother.person_id
        and child.dwelling_id = mother.dwelling_id
left join father
    on
        child.year = father.year
        and child.father_id = father.person_id
        and child.dwelling_id = father.dwelling_id
where mother.person_id is not null or father.person_id is not null
