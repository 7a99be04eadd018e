-- How many persons had no, one, two or more moves of each type in a year. Without any
-- are the residents on 1 January who had none; with some are all who had them, also
-- immigrants of the year. Moves per 100 residents add up over the groups.
-- Grain: year, move_type, is_immigrant, count_group.

with resident_profile as (
    select * from {{ ref("resident_profile") }}
),

move_count as (
    select * from {{ ref("int_move_count") }}
),

register_profile_code as (
    select * from {{ ref("register_profile_code") }}
),

count_group as (
    select * from {{ ref("count_group") }}
),

migration_year as (
    select distinct year
    from move_count
),

residents_by_origin as (
    select
        resident_profile.year,
        resident_profile.is_immigrant,
        sum(resident_profile.residents) as residents
    from resident_profile
    inner join migration_year
        on resident_profile.year = migration_year.year
    group by resident_profile.year, resident_profile.is_immigrant
),

cell as (
    select
        residents_by_origin.year,
        register_profile_code.code as move_type,
        residents_by_origin.is_immigrant,
        residents_by_origin.residents,
        count_group.count_group,
        count_group.count_from,
        count_group.count_to
    from residents_by_origin
    inner join register_profile_code
        on register_profile_code.list_name = 'move_type'
    cross join count_group
),

mover as (
    select
        year,
        move_type,
        is_immigrant,
        moves,
        count(*) as persons,
        sum(case when is_resident then 1 else 0 end) as residents
    from move_count
    group by year, move_type, is_immigrant, moves
),

resident_mover as (
    select
        year,
        move_type,
        is_immigrant,
        sum(residents) as residents
    from mover
    group by year, move_type, is_immigrant
),

mover_in_cell as (
    select
        cell.year,
        cell.move_type,
        cell.is_immigrant,
        cell.count_group,
        sum(mover.persons) as persons,
        sum(mover.persons * mover.moves) as moves
    from cell
    inner join mover
        on
            cell.year = mover.year
            and cell.move_type = mover.move_type
            and cell.is_immigrant = mover.is_immigrant
            and cell.count_from <= mover.moves
            and (cell.count_to >= mover.moves or cell.count_to is null)
    group by cell.year, cell.move_type, cell.is_immigrant, cell.count_group
)

select
    cell.year,
    cell.move_type,
    cell.is_immigrant,
    cell.count_group,
    cast(
        case
            when cell.count_from = 0
                then cell.residents - coalesce(resident_mover.residents, 0)
            else coalesce(mover_in_cell.persons, 0)
        end as bigint
    ) as persons,
    cast(coalesce(mover_in_cell.moves, 0) as bigint) as moves,
    cast(
        100.0 * coalesce(mover_in_cell.moves, 0) / cell.residents as double
    ) as moves_per_100_residents
from cell
left join resident_mover
    on
        cell.year = resident_mover.year
        and cell.move_type = resident_mover.move_type
        and cell.is_immigrant = resident_mover.is_immigrant
left join mover_in_cell
    on
        cell.year = mover_in_cell.year
        and cell.move_type = mover_in_cell.move_type
        and cell.is_immigrant = mover_in_cell.is_immigrant
        and cell.count_group = mover_in_cell.count_group
