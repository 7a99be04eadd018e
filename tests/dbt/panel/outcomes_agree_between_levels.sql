-- Only the region one leaves depends on the level: who moves between counties or
-- centrality levels also moves between municipalities, and emigration, death and
-- unexplained are the same at all levels. An emigration, and nothing else, is
-- administrative or not.
select
    outcome_year,
    person_id,
    outcome_centrality,
    outcome_county,
    outcome_municipality,
    is_administrative_emigration
from {{ ref("person_year") }}
where
    (outcome_centrality = 'out_migration' and outcome_municipality <> 'out_migration')
    or (outcome_county = 'out_migration' and outcome_municipality <> 'out_migration')
    or (
        outcome_municipality = 'out_migration'
        and (
            outcome_centrality not in ('stay', 'out_migration')
            or outcome_county not in ('stay', 'out_migration')
        )
    )
    or (
        outcome_municipality <> 'out_migration'
        and (
            outcome_centrality <> outcome_municipality
            or outcome_county <> outcome_municipality
        )
    )
    or (outcome_municipality = 'emigration') = (is_administrative_emigration is null)
