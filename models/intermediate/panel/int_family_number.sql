-- Rule: the family number of a resident on 1 January is the person_id of the family's
-- reference person: of a couple of spouses or partners, of cohabiting parents, of the
-- parents' family for a child; everyone else is their own.
-- Source: definitions, family number 1-5; report 2.1.8.
-- Grain: year, person_id.
-- That nobody has two families is tested. A hook keeps the residents in the order of
-- their register, which in files by year is that of the years: one is found later
-- without reading the others.

with population as (
    select * from {{ ref("stg_population") }}
),

couple_member as (
    select * from {{ ref("int_couple_member") }}
    where {{ is_chosen_year("year") }}
),

child_family as (
    select * from {{ ref("int_child_family") }}
    where {{ is_chosen_year("year") }}
),

family_member as (
    select
        year,
        person_id,
        reference_id as family_id
    from couple_member
    union all
    select
        year,
        person_id,
        family_id
    from child_family
)

select
    population.year,
    population.person_id,
    coalesce(family_member.family_id, population.person_id) as family_id
from population
left join family_member
    on
        population.year = family_member.year
        and population.person_id = family_member.person_id
where {{ is_chosen_year("population.year") }}
