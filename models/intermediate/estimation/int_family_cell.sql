-- Rule: people of a family move together, so errors are also computed by family: how
-- many of its members are in which cell, and what became of them. Families are
-- numbered within the year; no pseudonyms are needed.
-- Source: definitions, family number; Liang and Zeger (1986).
-- Grain: outcome_year, family_number, cell_id.

with estimation_person as (
    select * from {{ ref("int_estimation_person") }}
),

covariate_cell as (
    select * from {{ ref("int_covariate_cell") }}
)

select
    estimation_person.outcome_year,
    dense_rank() over (
        partition by estimation_person.outcome_year
        order by estimation_person.family_id
    ) as family_number,
    covariate_cell.cell_id,
    {{ outcome_counts("estimation_person") }}
from estimation_person
inner join covariate_cell
    on
        estimation_person.outcome_year = covariate_cell.outcome_year
        and estimation_person.sex = covariate_cell.sex
        and estimation_person.age = covariate_cell.age
        and estimation_person.botid_group = covariate_cell.botid_group
        and estimation_person.education_level = covariate_cell.education_level
        and estimation_person.education_level_6 = covariate_cell.education_level_6
        and estimation_person.labour_status = covariate_cell.labour_status
        and estimation_person.background = covariate_cell.background
        and estimation_person.county_code = covariate_cell.county_code
        and estimation_person.centrality_level = covariate_cell.centrality_level
        and estimation_person.family_size = covariate_cell.family_size
        and estimation_person.family_immigrants = covariate_cell.family_immigrants
        and estimation_person.only_immigrants_category
        = covariate_cell.only_immigrants_category
where
    {{ is_chosen_outcome_year("estimation_person.outcome_year") }}
    and {{ is_chosen_outcome_year("covariate_cell.outcome_year") }}
group by
    estimation_person.outcome_year,
    estimation_person.family_id,
    covariate_cell.cell_id
