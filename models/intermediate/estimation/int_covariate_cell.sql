-- Rule: persons in the models are counted by all that a model can tell apart in them
-- and by what became of them. Estimates from these counts are those from persons.
-- Source: definitions, linear probability models and trinomial logit.
-- Grain: outcome_year, cell_id; each combination of covariates is one cell of its year.

with estimation_person as (
    select * from {{ ref("int_estimation_person") }}
),

cell as (
    select
        outcome_year,
        sex,
        age,
        age_group,
        botid_group,
        education_level,
        education_level_6,
        labour_status,
        background,
        county_code,
        centrality_level,
        family_size,
        family_immigrants,
        family_size_category,
        only_immigrants_category,
        {{ outcome_counts() }}
    from estimation_person
    where {{ is_chosen_outcome_year("outcome_year") }}
    group by
        outcome_year,
        sex,
        age,
        age_group,
        botid_group,
        education_level,
        education_level_6,
        labour_status,
        background,
        county_code,
        centrality_level,
        family_size,
        family_immigrants,
        family_size_category,
        only_immigrants_category
)

select
    outcome_year,
    row_number() over (
        partition by outcome_year
        order by
            county_code,
            centrality_level,
            sex,
            age,
            botid_group,
            education_level_6,
            education_level,
            labour_status,
            background,
            family_size,
            family_immigrants,
            only_immigrants_category
    ) as cell_id,
    sex,
    age,
    age_group,
    botid_group,
    education_level,
    education_level_6,
    labour_status,
    background,
    county_code,
    centrality_level,
    family_size,
    family_immigrants,
    family_size_category,
    only_immigrants_category,
    stay_centrality,
    stay_county,
    out_migration_centrality,
    out_migration_county,
    emigration,
    death
from cell
