-- How many persons aged 15-74 had no, one, two or more jobs in November.
-- Grain: year, sex, is_immigrant, count_group.

with job_count as (
    select * from {{ ref("int_job_count") }}
),

count_group as (
    select * from {{ ref("count_group") }}
),

persons_by_jobs as (
    select
        year,
        sex,
        is_immigrant,
        jobs,
        count(*) as persons
    from job_count
    group by year, sex, is_immigrant, jobs
)

select
    persons_by_jobs.year,
    persons_by_jobs.sex,
    persons_by_jobs.is_immigrant,
    count_group.count_group,
    cast(sum(persons_by_jobs.persons) as bigint) as persons,
    cast(sum(persons_by_jobs.persons * persons_by_jobs.jobs) as bigint) as jobs
from persons_by_jobs
inner join count_group
    on
        persons_by_jobs.jobs >= count_group.count_from
        and (
            persons_by_jobs.jobs <= count_group.count_to
            or count_group.count_to is null
        )
group by
    persons_by_jobs.year,
    persons_by_jobs.sex,
    persons_by_jobs.is_immigrant,
    count_group.count_group
