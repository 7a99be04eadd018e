-- Rule: common parents in a dwelling are a couple. Where a person would be in two such
-- couples, those of the dwelling are settled in the order of their youngest common
-- child, the youngest first, then of the smaller reference person, and nobody is
-- settled twice.
-- Source: definitions, family number 2.
-- Grain: year, reference_id.
-- Uncontested couples need no order; only the contested ones take turns, dwelling by
-- dwelling, each turn knowing whom the earlier ones have settled.

with recursive common_parents as (
    select * from {{ ref("int_common_parents") }}
    where {{ is_chosen_year("year") }}
),

contested_person as (
    select
        year,
        person_id
    from (
        select
            year,
            reference_id as person_id
        from common_parents
        union all
        select
            year,
            partner_id as person_id
        from common_parents
    ) as parent
    group by year, person_id
    having count(*) > 1
),

with_contest as (
    select
        pair.*,
        reference_person.person_id is not null
        or partner.person_id is not null as is_contested
    from common_parents as pair
    left join contested_person as reference_person
        on
            pair.year = reference_person.year
            and pair.reference_id = reference_person.person_id
    left join contested_person as partner
        on
            pair.year = partner.year
            and pair.partner_id = partner.person_id
),

in_turn as (
    select
        year,
        dwelling_id,
        reference_id,
        partner_id,
        row_number() over (
            partition by year, dwelling_id
            order by youngest_birth_date desc, reference_id asc, partner_id asc
        ) as turn
    from with_contest
    where is_contested
),

settling as (
    select
        year,
        dwelling_id,
        reference_id,
        partner_id,
        turn,
        true as is_settled,
        {{ text_array(["reference_id", "partner_id"]) }} as settled_persons
    from in_turn
    where turn = 1
    union all
    select
        pair.year,
        pair.dwelling_id,
        pair.reference_id,
        pair.partner_id,
        pair.turn,
        not array_contains(settling.settled_persons, pair.reference_id)
        and not array_contains(settling.settled_persons, pair.partner_id) as is_settled,
        case
            when
                array_contains(settling.settled_persons, pair.reference_id)
                or array_contains(settling.settled_persons, pair.partner_id)
                then settling.settled_persons
            else {{ append_to_array(
                "settling.settled_persons", ["pair.reference_id", "pair.partner_id"]
            ) }}
        end as settled_persons
    from settling
    inner join in_turn as pair
        on
            settling.year = pair.year
            and settling.dwelling_id = pair.dwelling_id
            and settling.turn + 1 = pair.turn
),

settled as (
    select
        year,
        reference_id,
        partner_id
    from with_contest
    where not is_contested
    union all
    select
        year,
        reference_id,
        partner_id
    from settling
    where is_settled
)

select
    year,
    reference_id,
    partner_id
from settled
