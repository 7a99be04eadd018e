-- Rule: two residents of one dwelling who are mother and father of at least one person
-- living there, at any age, and neither of whom is in a couple of spouses or partners,
-- may be cohabiting parents. Reference person: the woman; where not exactly one is a
-- woman the elder, then the smaller person_id.
-- Source: definitions, family number 2; report 2.1.8.
-- Grain: year, reference_id, partner_id.

with child_in_dwelling as (
    select * from {{ ref("int_child_in_dwelling") }}
    where {{ is_chosen_year("year") }}
),

spouse_one as (
    select * from {{ ref("int_spouse") }}
    where {{ is_chosen_year("year") }}
),

spouse_other as (
    select * from {{ ref("int_spouse") }}
    where {{ is_chosen_year("year") }}
),

person as (
    select * from {{ ref("int_person") }}
),

pair as (
    select
        year,
        dwelling_id,
        least(mother_id, father_id) as one_id,
        greatest(mother_id, father_id) as other_id,
        max(birth_date) as youngest_birth_date
    from child_in_dwelling
    where mother_id <> father_id
    group by
        year,
        dwelling_id,
        least(mother_id, father_id),
        greatest(mother_id, father_id)
),

with_reference as (
    select
        pair.year,
        pair.dwelling_id,
        pair.one_id,
        pair.other_id,
        pair.youngest_birth_date,
        case
            when
                coalesce(one.sex = 'female', false)
                and coalesce(other.sex <> 'female', true)
                then pair.one_id
            when
                coalesce(other.sex = 'female', false)
                and coalesce(one.sex <> 'female', true)
                then pair.other_id
            when
                {{ is_elder(
                    "one.birth_date", "pair.one_id", "other.birth_date", "pair.other_id"
                ) }}
                then pair.one_id
            else pair.other_id
        end as reference_id
    from pair
    left join spouse_one
        on pair.year = spouse_one.year and pair.one_id = spouse_one.person_id
    left join spouse_other
        on pair.year = spouse_other.year and pair.other_id = spouse_other.person_id
    left join person as one
        on pair.one_id = one.person_id
    left join person as other
        on pair.other_id = other.person_id
    where spouse_one.person_id is null and spouse_other.person_id is null
)

select
    year,
    dwelling_id,
    reference_id,
    case when reference_id = one_id then other_id else one_id end as partner_id,
    youngest_birth_date
from with_reference
