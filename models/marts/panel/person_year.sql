-- The panel: every immigrant at risk in an outcome year, with what they were in the
-- base year, where and in which family they lived on 1 January, and what became of
-- them.
-- Grain: outcome_year, person_id.

with person_at_risk as (
    select * from {{ ref("int_person_at_risk") }}
    where {{ is_chosen_outcome_year("outcome_year") }}
),

age_group as (
    select * from {{ ref("int_age_group") }}
),

botid as (
    select * from {{ ref("int_botid") }}
),

education_level as (
    select * from {{ ref("int_education_level") }}
    where {{ is_chosen_outcome_year("outcome_year") }}
),

labour_status as (
    select * from {{ ref("int_labour_status") }}
    where {{ is_chosen_outcome_year("outcome_year") }}
),

residence as (
    select * from {{ ref("int_residence") }}
),

family_number as (
    select * from {{ ref("int_family_number") }}
),

family_year as (
    select * from {{ ref("family_year") }}
),

outcome as (
    select * from {{ ref("int_outcome") }}
    where {{ is_chosen_outcome_year("outcome_year") }}
)

select
    person_at_risk.outcome_year,
    person_at_risk.base_year,
    person_at_risk.person_id,
    person_at_risk.sex,
    age_group.age,
    age_group.age_group,
    person_at_risk.background,
    botid.botid,
    botid.botid_group,
    education_level.education_level,
    education_level.education_level_6,
    labour_status.labour_status,
    residence.municipality_code,
    residence.county_code,
    residence.centrality_level,
    family_number.family_id,
    family_year.family_size,
    family_year.family_immigrants,
    family_year.family_composition,
    family_year.family_mix,
    outcome.outcome_centrality,
    outcome.outcome_county,
    outcome.outcome_municipality,
    outcome.is_administrative_emigration
from person_at_risk
inner join age_group
    on
        person_at_risk.outcome_year = age_group.outcome_year
        and person_at_risk.birth_year = age_group.birth_year
left join botid
    on
        person_at_risk.outcome_year = botid.outcome_year
        and person_at_risk.first_immigration_year = botid.first_immigration_year
inner join education_level
    on
        person_at_risk.outcome_year = education_level.outcome_year
        and person_at_risk.person_id = education_level.person_id
inner join labour_status
    on
        person_at_risk.outcome_year = labour_status.outcome_year
        and person_at_risk.person_id = labour_status.person_id
inner join residence
    on
        person_at_risk.register_municipality_code
        = residence.register_municipality_code
        and person_at_risk.outcome_year
        between coalesce(residence.first_year, person_at_risk.outcome_year)
        and coalesce(residence.last_year, person_at_risk.outcome_year)
inner join family_number
    on
        person_at_risk.outcome_year = family_number.year
        and person_at_risk.person_id = family_number.person_id
inner join family_year
    on
        family_number.year = family_year.year
        and family_number.family_id = family_year.family_id
inner join outcome
    on
        person_at_risk.outcome_year = outcome.outcome_year
        and person_at_risk.person_id = outcome.person_id
