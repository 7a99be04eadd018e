-- Rule: someone at risk who is in the population at both ends of the year moved at a
-- level when the two regions differ: one move per person and year at most, moves in
-- between do not count, nor does a mere change of code. Where the municipality cannot
-- be placed at either end, and where the person is not resident at the end, whether
-- they moved is unknown (null).
-- Source: definitions, outcome 1; report 2.1.4.
-- Grain: outcome_year, person_id.

with person_at_risk as (
    select * from {{ ref("int_person_at_risk") }}
),

residence as (
    select * from {{ ref("int_residence") }}
),

residence_end as (
    select * from {{ ref("int_residence_end") }}
),

start_and_end as (
    select
        person_at_risk.outcome_year,
        person_at_risk.person_id,
        residence.municipality_code,
        residence.county_code,
        residence.centrality_level,
        residence_end.person_id is not null as is_resident_at_end,
        residence_end.municipality_code_end,
        residence_end.county_code_end,
        residence_end.centrality_level_end,
        residence.is_placed and coalesce(residence_end.is_placed_end, false)
            as is_placed
    from person_at_risk
    inner join residence
        on
            person_at_risk.register_municipality_code
            = residence.register_municipality_code
            and person_at_risk.outcome_year
            between coalesce(residence.first_year, person_at_risk.outcome_year)
            and coalesce(residence.last_year, person_at_risk.outcome_year)
    left join residence_end
        on
            person_at_risk.outcome_year + 1 = residence_end.year
            and person_at_risk.person_id = residence_end.person_id
)

select
    outcome_year,
    person_id,
    is_resident_at_end,
    case when is_placed then centrality_level <> centrality_level_end end
        as moved_between_centrality_levels,
    case when is_placed then county_code <> county_code_end end
        as moved_between_counties,
    case when is_placed then municipality_code <> municipality_code_end end
        as moved_between_municipalities
from start_and_end
