-- Everybody in the models is in one cell and in one family, with one outcome.
with estimation_person as (
    select * from {{ ref("int_estimation_person") }}
    where {{ is_chosen_outcome_year("outcome_year") }}
),

covariate_cell as (
    select * from {{ ref("int_covariate_cell") }}
    where {{ is_chosen_outcome_year("outcome_year") }}
),

family_cell as (
    select * from {{ ref("int_family_cell") }}
    where {{ is_chosen_outcome_year("outcome_year") }}
),

counted as (
    select
        outcome_year,
        count(*) as persons,
        count(distinct family_id) as families,
        0 as in_cells_centrality,
        0 as in_cells_county,
        0 as in_families,
        0 as numbered_families
    from estimation_person
    group by outcome_year
    union all
    select
        outcome_year,
        0 as persons,
        0 as families,
        sum(stay_centrality + out_migration_centrality + emigration + death)
            as in_cells_centrality,
        sum(stay_county + out_migration_county + emigration + death)
            as in_cells_county,
        0 as in_families,
        0 as numbered_families
    from covariate_cell
    group by outcome_year
    union all
    select
        outcome_year,
        0 as persons,
        0 as families,
        0 as in_cells_centrality,
        0 as in_cells_county,
        sum(stay_centrality + out_migration_centrality + emigration + death)
            as in_families,
        count(distinct family_number) as numbered_families
    from family_cell
    group by outcome_year
)

select
    outcome_year,
    sum(persons) as persons,
    sum(families) as families,
    sum(in_cells_centrality) as in_cells_centrality,
    sum(in_cells_county) as in_cells_county,
    sum(in_families) as in_families,
    sum(numbered_families) as numbered_families
from counted
group by outcome_year
having
    sum(persons) <> sum(in_cells_centrality)
    or sum(persons) <> sum(in_cells_county)
    or sum(persons) <> sum(in_families)
    or sum(families) <> sum(numbered_families)
