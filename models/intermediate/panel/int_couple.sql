-- Rule: two residents of one dwelling are a couple when both are married (2) or
-- registered partners (6), either status on either side, and each names the other as
-- spouse. Nobody is their own spouse: such a value is passed over, and reported in
-- int_finding_population. Reference person: the man; where not exactly one is a man the
-- elder, then the smaller person_id. A known date of birth comes before an unknown one.
-- Source: definitions, family number 1; report 2.1.8.
-- Grain: year, reference_id.

with population as (
    select * from {{ ref("stg_population") }}
    where {{ is_chosen_year("year") }}
),

person as (
    select * from {{ ref("int_person") }}
),

with_spouse as (
    select
        year,
        dwelling_id,
        person_id,
        spouse_id
    from population
    where
        dwelling_id is not null
        and spouse_id <> person_id
        and marital_status in ('2', '6')
),

couple as (
    select
        one.year,
        one.person_id as one_id,
        other.person_id as other_id
    from with_spouse as one
    inner join with_spouse as other
        on
            one.year = other.year
            and one.spouse_id = other.person_id
            and one.person_id = other.spouse_id
            and one.dwelling_id = other.dwelling_id
    where one.person_id < other.person_id
),

with_reference as (
    select
        couple.year,
        couple.one_id,
        couple.other_id,
        case
            when
                coalesce(one.sex = 'male', false)
                and coalesce(other.sex <> 'male', true)
                then couple.one_id
            when
                coalesce(other.sex = 'male', false)
                and coalesce(one.sex <> 'male', true)
                then couple.other_id
            when
                {{ is_elder(
                    "one.birth_date",
                    "couple.one_id",
                    "other.birth_date",
                    "couple.other_id",
                ) }}
                then couple.one_id
            else couple.other_id
        end as reference_id
    from couple
    left join person as one
        on couple.one_id = one.person_id
    left join person as other
        on couple.other_id = other.person_id
)

select
    year,
    reference_id,
    case when reference_id = one_id then other_id else one_id end as partner_id
from with_reference
