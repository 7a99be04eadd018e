-- Rule: someone at risk who is in the population at both ends of the year moved at a
-- level when the two regions differ: one move per person and year at most, moves in
-- between do not count, nor does a mere change of code. Where the municipality cannot
-- be placed at either end, whether the person moved is unknown (null).
-- Source: contract 2, outcome 1; report 2.1.4.
-- Grain: outcome_year, person_id.

with person_at_risk as (
    select * from {{ ref("int_person_at_risk") }}
),

population as (
    select * from {{ ref("stg_population") }}
),

residence as (
    select * from {{ ref("int_residence") }}
),

both_ends as (
    select
        person_at_risk.outcome_year,
        person_at_risk.person_id,
        residence_start.municipality_code as municipality_start,
        residence_start.county_code as county_start,
        residence_start.centrality_level as centrality_start,
        residence_end.municipality_code as municipality_end,
        residence_end.county_code as county_end,
        residence_end.centrality_level as centrality_end,
        residence_start.is_placed and residence_end.is_placed as is_placed
    from person_at_risk
    inner join population
        on
            person_at_risk.outcome_year = population.year - 1
            and person_at_risk.person_id = population.person_id
    inner join residence as residence_start
        on
            person_at_risk.register_municipality_code
            = residence_start.register_municipality_code
    inner join residence as residence_end
        on population.municipality_code = residence_end.register_municipality_code
)

select
    outcome_year,
    person_id,
    case when is_placed then centrality_start <> centrality_end end
        as moved_between_centrality_levels,
    case when is_placed then county_start <> county_end end as moved_between_counties,
    case when is_placed then municipality_start <> municipality_end end
        as moved_between_municipalities
from both_ends
