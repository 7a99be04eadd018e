-- Persons aged 15-74 by number of jobs are the residents of these ages on the 1 January
-- after; jobs lie within what the number of persons in the group allows.
with job_profile as (
    select * from {{ ref("job_profile") }}
),

resident_profile as (
    select * from {{ ref("resident_profile") }}
),

age_span as (
    select * from {{ ref("age_span") }}
),

count_group as (
    select * from {{ ref("count_group") }}
),

in_profile as (
    select
        resident_profile.year - 1 as year,
        sum(resident_profile.residents) as residents
    from resident_profile
    inner join age_span
        on
            age_span.age_span = '15-74'
            and resident_profile.age between age_span.age_from and age_span.age_to
    group by resident_profile.year
),

with_jobs as (
    select
        job_profile.year,
        sum(job_profile.persons) as persons,
        sum(
            case
                when job_profile.jobs < job_profile.persons * count_group.count_from
                    then 1
                when job_profile.jobs > job_profile.persons * count_group.count_to
                    then 1
                else 0
            end
        ) as impossible_groups
    from job_profile
    inner join count_group
        on job_profile.count_group = count_group.count_group
    group by job_profile.year
)

select
    with_jobs.year,
    with_jobs.persons,
    in_profile.residents,
    with_jobs.impossible_groups
from with_jobs
left join in_profile
    on with_jobs.year = in_profile.year
where
    with_jobs.persons is distinct from in_profile.residents
    or with_jobs.impossible_groups > 0
