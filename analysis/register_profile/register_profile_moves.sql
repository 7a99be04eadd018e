-- Persons by how many moves of each type they had in a year, in number and percent, all
-- years.
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
        cast(sum(persons) as bigint) as persons,
        cast(sum(moves) as bigint) as moves
    from move_profile
    group by year, move_type, count_group
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
    100.0 * persons_by_moves.persons / sum(persons_by_moves.persons) over (
        partition by persons_by_moves.year, persons_by_moves.move_type
    ) as share_percent
from persons_by_moves
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
