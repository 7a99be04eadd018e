-- Rule: the jobs a person aged 15-74 had in the reference week of November, wage earner
-- or self-employed, 0 for those without. Counted are the residents on the 1 January
-- that follows, at their age at the end of the year; residents of unknown age are not.
-- Years are those that both registers have.
-- Source: definitions, registers and labour status; own, sanity that a demographer
-- checks.
-- Grain: year, person_id.

with resident as (
    select * from {{ ref("int_resident") }}
),

employment as (
    select * from {{ ref("stg_employment") }}
),

age_span as (
    select * from {{ ref("age_span") }}
),

employment_year as (
    select distinct year
    from employment
),

job_count as (
    select
        year,
        person_id,
        count(*) as jobs
    from employment
    where {{ is_chosen_outcome_year("year", ahead=-1) }}
    group by year, person_id
)

select
    employment_year.year,
    resident.person_id,
    resident.sex,
    resident.is_immigrant,
    coalesce(job_count.jobs, 0) as jobs
from resident
inner join employment_year
    on resident.year = employment_year.year + 1
inner join age_span
    on
        age_span.age_span = '15-74'
        and resident.age between age_span.age_from and age_span.age_to
left join job_count
    on
        employment_year.year = job_count.year
        and resident.person_id = job_count.person_id
where {{ is_chosen_outcome_year("resident.year") }}
