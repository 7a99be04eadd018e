-- Persons aged 15-74 by sex and how many jobs they had in November, in number and
-- percent, all years.
-- A sum is null where one of its counts is withheld from the published file.
-- Source: mart job_profile, seed register_profile_code.

with job_profile as (
    select * from {{ ref("job_profile") }}
),

register_profile_code as (
    select * from {{ ref("register_profile_code") }}
),

persons_by_jobs as (
    select
        year,
        sex,
        count_group,
        case when count(persons) = count(*) then sum(persons) end as persons,
        case when count(jobs) = count(*) then sum(jobs) end as jobs
    from job_profile
    group by year, sex, count_group
),

everybody as (
    select
        year,
        sex,
        case when count(persons) = count(*) then sum(persons) end as persons
    from job_profile
    group by year, sex
)

select
    persons_by_jobs.year,
    persons_by_jobs.sex,
    persons_by_jobs.count_group,
    register_profile_code.label_en as count_group_en,
    register_profile_code.label_nb as count_group_nb,
    persons_by_jobs.persons,
    persons_by_jobs.jobs,
    100.0 * persons_by_jobs.persons / everybody.persons as share_percent
from persons_by_jobs
inner join everybody
    on
        persons_by_jobs.year = everybody.year
        and persons_by_jobs.sex = everybody.sex
inner join register_profile_code
    on
        register_profile_code.list_name = 'count_group'
        and persons_by_jobs.count_group = register_profile_code.code
order by
    persons_by_jobs.year,
    persons_by_jobs.sex,
    register_profile_code.sort_order
