-- Rule: what registers of events and activity say that others do not bear out: rows of
-- someone who is not in the register of persons, a move after death, an education code
-- that does not begin with a level.
-- Source: definitions, registers; own, data quality.
-- Grain: register, year, rule, person_id.

with person as (
    select * from {{ ref("stg_person") }}
),

migration as (
    select * from {{ ref("stg_migration") }}
),

education as (
    select * from {{ ref("stg_education") }}
),

enrolment as (
    select * from {{ ref("stg_enrolment") }}
),

employment as (
    select * from {{ ref("stg_employment") }}
),

unemployment as (
    select * from {{ ref("stg_unemployment") }}
),

nus_education_level as (
    select * from {{ ref("nus_education_level") }}
),

activity as (
    select
        'migration' as register,
        cast(extract(year from event_date) as integer) as year,
        person_id
    from migration
    union all
    select
        'education' as register,
        year,
        person_id
    from education
    union all
    select
        'enrolment' as register,
        year,
        person_id
    from enrolment
    union all
    select
        'employment' as register,
        year,
        person_id
    from employment
    union all
    select
        'unemployment' as register,
        year,
        person_id
    from unemployment
),

finding as (
    select
        activity.register,
        activity.year,
        activity.person_id,
        activity.register || '_not_in_person' as rule
    from activity
    left join person
        on activity.person_id = person.person_id
    where person.person_id is null and {{ is_chosen_year("activity.year", ahead=-1) }}
    union all
    select
        'migration' as register,
        cast(extract(year from migration.event_date) as integer) as year,
        migration.person_id,
        'move_after_death' as rule
    from migration
    inner join person
        on migration.person_id = person.person_id
    where
        migration.event_date > person.death_date
        and {{ is_chosen_year("extract(year from migration.event_date) + 1") }}
    union all
    select
        'education' as register,
        education.year,
        education.person_id,
        'education_without_level' as rule
    from education
    left join nus_education_level
        on left(education.nus_code, 1) = nus_education_level.nus_first_digit
    where
        nus_education_level.nus_first_digit is null
        and {{ is_chosen_year("education.year", ahead=-1) }}
)

select
    register,
    year,
    rule,
    person_id,
    count(*) as register_rows
from finding
group by register, year, rule, person_id
