-- Rule: every registered move of a calendar year counts, also several of one person. A
-- move in Norway is within a municipality when both codes are known and the same,
-- otherwise between municipalities. Years are those with residents on the 1 January at
-- both ends, so that a year is whole; who moved without being a resident at its start
-- (immigrants of the year) is here too, and told apart.
-- Source: definitions, registers (migration); own, sanity that a demographer checks.
-- Grain: year, person_id, move_type.

with migration as (
    select * from {{ ref("stg_migration") }}
),

population as (
    select * from {{ ref("stg_population") }}
),

person as (
    select * from {{ ref("int_person") }}
),

population_year as (
    select distinct year
    from population
),

whole_year as (
    select first_day.year
    from population_year as first_day
    inner join population_year as day_after
        on first_day.year + 1 = day_after.year
),

typed_move as (
    select
        person_id,
        cast(extract(year from event_date) as integer) as year,
        case
            when migration_type <> 'internal' then migration_type
            when from_municipality_code = to_municipality_code
                then 'within_municipality'
            else 'between_municipalities'
        end as move_type
    from migration
),

move_count as (
    select
        typed_move.year,
        typed_move.person_id,
        typed_move.move_type,
        count(*) as moves
    from typed_move
    inner join whole_year
        on typed_move.year = whole_year.year
    where {{ is_chosen_outcome_year("typed_move.year") }}
    group by typed_move.year, typed_move.person_id, typed_move.move_type
)

select
    move_count.year,
    move_count.person_id,
    move_count.move_type,
    coalesce(person.is_immigrant, false) as is_immigrant,
    population.person_id is not null as is_resident,
    move_count.moves
from move_count
left join person
    on move_count.person_id = person.person_id
left join population
    on
        move_count.year = population.year
        and move_count.person_id = population.person_id
