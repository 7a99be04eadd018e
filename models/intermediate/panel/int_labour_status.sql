-- Rule: labour status in the base year follows from being employed, being in education
-- and months unemployed, as the truth table in seed labour_status_rule has it. Computed
-- for all ages.
-- Source: definitions, labour status; report 2.1.6.
-- Grain: outcome_year, person_id.

with person_at_risk as (
    select * from {{ ref("int_person_at_risk") }}
),

employed as (
    select * from {{ ref("int_employed") }}
),

in_education as (
    select * from {{ ref("int_in_education") }}
),

months_unemployed as (
    select * from {{ ref("int_months_unemployed") }}
),

labour_status_rule as (
    select * from {{ ref("labour_status_rule") }}
),

activity as (
    select
        person_at_risk.outcome_year,
        person_at_risk.person_id,
        employed.person_id is not null as is_employed,
        in_education.person_id is not null as is_in_education,
        coalesce(months_unemployed.months_unemployed, 0) as months_unemployed
    from person_at_risk
    left join employed
        on
            person_at_risk.outcome_year = employed.outcome_year
            and person_at_risk.person_id = employed.person_id
    left join in_education
        on
            person_at_risk.outcome_year = in_education.outcome_year
            and person_at_risk.person_id = in_education.person_id
    left join months_unemployed
        on
            person_at_risk.base_year = months_unemployed.year
            and person_at_risk.person_id = months_unemployed.person_id
)

select
    activity.outcome_year,
    activity.person_id,
    rule.labour_status
from activity
inner join labour_status_rule as rule
    on
        activity.is_employed = rule.is_employed
        and activity.is_in_education = rule.is_in_education
        and activity.months_unemployed between rule.months_from and rule.months_to
