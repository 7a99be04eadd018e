-- Rule: in education in the base year is who at risk was enrolled on 1 October, or took
-- an exam in January to September or October to December, on any row of the register.
-- Source: definitions, labour status; report 2.1.6.
-- Grain: outcome_year, person_id.

with person_at_risk as (
    select * from {{ ref("int_person_at_risk") }}
),

enrolment as (
    select * from {{ ref("stg_enrolment") }}
),

education_activity as (
    select
        year,
        person_id
    from enrolment
    where enrolled_1_october or exam_january_september or exam_october_december
)

select
    person_at_risk.outcome_year,
    person_at_risk.person_id
from person_at_risk
where (person_at_risk.base_year, person_at_risk.person_id) in (
    select
        education_activity.year,
        education_activity.person_id
    from education_activity
)
