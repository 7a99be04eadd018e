-- Rule: a household is everyone resident in a dwelling on 1 January; residents without
-- a dwelling number are in none. Its families are those of the family numbers, each
-- with one reference person. A couple is two spouses or registered partners, or two
-- people with a common child in the dwelling; a child is unmarried, has no own child
-- there and lives with a mother or father. Whoever is neither the reference person nor
-- in a couple is such a child. A dwelling with several families, cohabitants without
-- common children among them, is a type of its own.
-- Source: definitions, family number; types of Statistics Norway's household
-- statistics, seed household_type_rule; own, sanity that a demographer checks.
-- Grain: year, dwelling_id.

with population as (
    select * from {{ ref("stg_population") }}
),

family_number as (
    select * from {{ ref("int_family_number") }}
),

couple_member as (
    select * from {{ ref("int_couple_member") }}
),

household_type_rule as (
    select * from {{ ref("household_type_rule") }}
),

household_size_group as (
    select * from {{ ref("household_size_group") }}
),

dwelling as (
    select
        population.year,
        population.dwelling_id,
        count(*) as persons,
        sum(case when family_number.family_id = population.person_id then 1 else 0 end)
        > 1 as has_several_families,
        count(couple_member.person_id) > 0 as has_couple,
        sum(
            case
                when
                    family_number.family_id <> population.person_id
                    and couple_member.person_id is null
                    then 1
                else 0
            end
        ) > 0 as has_child
    from population
    inner join family_number
        on
            population.year = family_number.year
            and population.person_id = family_number.person_id
    left join couple_member
        on
            population.year = couple_member.year
            and population.person_id = couple_member.person_id
    where
        population.dwelling_id is not null
        and {{ is_chosen_year("population.year") }}
    group by population.year, population.dwelling_id
)

select
    dwelling.year,
    dwelling.dwelling_id,
    household_type_rule.household_type,
    household_size_group.household_size,
    dwelling.persons
from dwelling
inner join household_type_rule
    on
        dwelling.has_several_families = household_type_rule.has_several_families
        and dwelling.has_couple = household_type_rule.has_couple
        and dwelling.has_child = household_type_rule.has_child
inner join household_size_group
    on
        dwelling.persons >= household_size_group.size_from
        and (
            dwelling.persons <= household_size_group.size_to
            or household_size_group.size_to is null
        )
