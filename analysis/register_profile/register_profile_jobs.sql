-- Persons aged 15-74 by sex and how many jobs they had in November, in number and
-- percent, all years.
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
        cast(sum(persons) as bigint) as persons,
        cast(sum(jobs) as bigint) as jobs
    from job_profile
    group by year, sex, count_group
)

select
    persons_by_jobs.year,
    persons_by_jobs.sex,
    persons_by_jobs.count_group,
    register_profile_code.label_en as count_group_en,
    register_profile_code.label_nb as count_group_nb,
    persons_by_jobs.persons,
    persons_by_jobs.jobs,
    100.0 * persons_by_jobs.persons / sum(persons_by_jobs.persons) over (
        partition by persons_by_jobs.year, persons_by_jobs.sex
    ) as share_percent
from persons_by_jobs
inner join register_profile_code
    on
        register_profile_code.list_name = 'count_group'
        and persons_by_jobs.count_group = register_profile_code.code
order by
    persons_by_jobs.year,
    persons_by_jobs.sex,
    register_profile_code.sort_order
