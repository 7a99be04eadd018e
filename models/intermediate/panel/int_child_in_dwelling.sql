-- Rule: a child in a dwelling is a resident, at any age, whose mother or father lives
-- in the same dwelling. The parents who do not live there are null.
-- Source: contract 2, family number 2 and 3; report 2.1.8.
-- Grain: year, person_id (of the child).

with population as (
    select * from {{ ref("stg_population") }}
),

person as (
    select * from {{ ref("int_person") }}
),

in_dwelling as (
    select
        year,
        person_id,
        dwelling_id,
        marital_status
    from population
    where dwelling_id is not null and {{ is_chosen_year("year") }}
),

with_known_parent as (
    select
        in_dwelling.year,
        in_dwelling.person_id,
        in_dwelling.dwelling_id,
        in_dwelling.marital_status,
        person.birth_date,
        person.mother_id,
        person.father_id
    from in_dwelling
    inner join person
        on in_dwelling.person_id = person.person_id
    where person.mother_id is not null or person.father_id is not null
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
left join in_dwelling as mother
    on
        child.year = mother.year
        and child.mother_id = mother.person_id
        and child.dwelling_id = mother.dwelling_id
left join in_dwelling as father
    on
        child.year = father.year
        and child.father_id = father.person_id
        and child.dwelling_id = father.dwelling_id
where mother.person_id is not null or father.person_id is not null
