-- Persons by how many moves of each type they had in a year, in number and percent, all
-- years.
-- A sum is null where one of its counts is withheld from the published file.
-- Source: mart move_profile, seed register_profile_code.

with move_profile as (
    select * from {{ ref("move_profile") }}
),

register_profile_code as (
    select * from {{ ref("register_profile_code") }}
),

persons_by_moves as (
    select
        year,
        move_type,
        count_group,
        case when count(persons) = count(*) then sum(persons) end as persons,
        case when count(moves) = count(*) then sum(moves) end as moves
    from move_profile
    group by year, move_type, count_group
),

everybody as (
    select
        year,
        move_type,
        case when count(persons) = count(*) then sum(persons) end as persons
    from move_profile
    group by year, move_type
)

select
    persons_by_moves.year,
    persons_by_moves.move_type,
    move_label.label_en as move_type_en,
    move_label.label_nb as move_type_nb,
    persons_by_moves.count_group,
    count_label.label_en as count_group_en,
    count_label.label_nb as count_group_nb,
    persons_by_moves.persons,
    persons_by_moves.moves,
    100.0 * persons_by_moves.persons / everybody.persons as share_percent
from persons_by_moves
inner join everybody
    on
        persons_by_moves.year = everybody.year
        and persons_by_moves.move_type = everybody.move_type
inner join register_profile_code as move_label
    on
        move_label.list_name = 'move_type'
        and persons_by_moves.move_type = move_label.code
inner join register_profile_code as count_label
    on
        count_label.list_name = 'count_group'
        and persons_by_moves.count_group = count_label.code
order by
    persons_by_moves.year,
    move_label.sort_order,
    count_label.sort_order
