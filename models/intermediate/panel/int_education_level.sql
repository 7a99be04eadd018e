-- Rule: the first digit of the highest completed education on 1 October of the base
-- year (NUS2000) gives its place in both groupings; no code, or one that does not begin
-- with a digit, counts as unspecified (9).
-- Source: definitions, education; report 2.1.7, 4.3, ch. 6.
-- Grain: outcome_year, person_id.

with person_at_risk as (
    select * from {{ ref("int_person_at_risk") }}
),

education as (
    select * from {{ ref("stg_education") }}
),

nus_education_level as (
    select * from {{ ref("nus_education_level") }}
),

first_digit as (
    select
        education.year,
        education.person_id,
        nus_education_level.nus_first_digit
    from education
    inner join nus_education_level
        on left(education.nus_code, 1) = nus_education_level.nus_first_digit
)

select
    person_at_risk.outcome_year,
    person_at_risk.person_id,
    nus_education_level.education_level,
    nus_education_level.education_level_6
from person_at_risk
left join first_digit
    on
        person_at_risk.base_year = first_digit.year
        and person_at_risk.person_id = first_digit.person_id
inner join nus_education_level
    on coalesce(first_digit.nus_first_digit, '9') = nus_education_level.nus_first_digit
