-- How many persons had no, one, two or more moves of each type in a year. Without any
-- are the residents on 1 January who had none; with some are all who had them, also
-- immigrants of the year. Moves per 100 residents add up over the groups.
-- Grain: year, move_type, is_immigrant, count_group.

with person_cell as (
    select * from {{ ref("int_person_cell") }}
    where {{ is_chosen_outcome_year("year") }}
),

register_profile_code as (
    select * from {{ ref("register_profile_code") }}
),

count_group as (
    select * from {{ ref("count_group") }}
),

typed_move as (
    select
        year,
        'immigration' as move_type,
        is_immigrant,
        is_resident,
        immigrations as moves,
        persons
    from person_cell
    where immigrations is not null
    union all
    select
        year,
        'emigration' as move_type,
        is_immigrant,
        is_resident,
        emigrations as moves,
        persons
    from person_cell
    where emigrations is not null
    union all
    select
        year,
        'within_municipality' as move_type,
        is_immigrant,
        is_resident,
        moves_within_municipality as moves,
        persons
    from person_cell
    where moves_within_municipality is not null
    union all
    select
        year,
        'between_municipalities' as move_type,
        is_immigrant,
        is_resident,
        moves_between_municipalities as moves,
        persons
    from person_cell
    where moves_between_municipalities is not null
),

residents_by_origin as (
    select
        year,
        is_immigrant,
        move_type,
        sum(persons) as residents
    from typed_move
    where is_resident
    group by year, is_immigrant, move_type
),

mover as (
    select
        typed_move.year,
        typed_move.move_type,
        typed_move.is_immigrant,
        count_group.count_group,
        sum(typed_move.persons) as persons,
        sum(typed_move.persons * typed_move.moves) as moves
    from typed_move
    inner join count_group
        on
            typed_move.moves >= count_group.count_from
            and (
                typed_move.moves <= count_group.count_to
                or count_group.count_to is null
            )
    where typed_move.is_resident or typed_move.moves > 0
    group by
        typed_move.year,
        typed_move.move_type,
        typed_move.is_immigrant,
        count_group.count_group
)

select
    residents_by_origin.year,
    register_profile_code.code as move_type,
    residents_by_origin.is_immigrant,
    count_group.count_group,
    cast(coalesce(mover.persons, 0) as bigint) as persons,
    cast(coalesce(mover.moves, 0) as bigint) as moves,
    cast(100.0 * coalesce(mover.moves, 0) / residents_by_origin.residents as double)
        as moves_per_100_residents
from residents_by_origin
inner join register_profile_code
    on
        register_profile_code.list_name = 'move_type'
        and residents_by_origin.move_type = register_profile_code.code
cross join count_group
left join mover
    on
        residents_by_origin.year = mover.year
        and residents_by_origin.move_type = mover.move_type
        and residents_by_origin.is_immigrant = mover.is_immigrant
        and count_group.count_group = mover.count_group
