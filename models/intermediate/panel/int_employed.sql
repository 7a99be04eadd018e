-- Rule: employed in the base year is who at risk had any main job in the reference week
-- of November, as wage earner or self-employed.
-- Source: definitions, labour status; report 2.1.6.
-- Grain: outcome_year, person_id.

with person_at_risk as (
    select * from {{ ref("int_person_at_risk") }}
),

employment as (
    select * from {{ ref("stg_employment") }}
),

main_job as (
    select
        year,
        person_id
    from employment
    where is_main_job and employment_status in ('wage_earner', 'self_employed')
)

select
    person_at_risk.outcome_year,
    person_at_risk.person_id
from person_at_risk
where (person_at_risk.base_year, person_at_risk.person_id) in (
    select
        main_job.year,
        main_job.person_id
    from main_job
)
