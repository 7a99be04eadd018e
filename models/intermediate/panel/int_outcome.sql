-- Rule: the outcome of a person at risk is, per geography level, the first that holds:
-- in the population at the end of the year, who is unexplained where a municipality
-- cannot be placed, has moved out of the region or stays; emigrated; dead; unexplained.
-- Source: definitions, outcome; report 2.1.4 and table C1.
-- Grain: outcome_year, person_id.

with move as (
    select * from {{ ref("int_move") }}
),

emigration as (
    select * from {{ ref("int_emigration") }}
),

death as (
    select * from {{ ref("int_death") }}
),

fate as (
    select
        move.outcome_year,
        move.person_id,
        move.is_resident_at_end,
        move.moved_between_centrality_levels,
        move.moved_between_counties,
        move.moved_between_municipalities,
        emigration.person_id is not null as has_emigrated,
        emigration.is_administrative,
        death.person_id is not null as has_died
    from move
    left join emigration
        on
            move.outcome_year = emigration.year
            and move.person_id = emigration.person_id
    left join death
        on
            move.outcome_year = death.year
            and move.person_id = death.person_id
)

select
    outcome_year,
    person_id,
    {{ outcome_at_level("moved_between_centrality_levels") }} as outcome_centrality,
    {{ outcome_at_level("moved_between_counties") }} as outcome_county,
    {{ outcome_at_level("moved_between_municipalities") }} as outcome_municipality,
    case
        when has_emigrated and not is_resident_at_end then is_administrative
    end as is_administrative_emigration
from fate
