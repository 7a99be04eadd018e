-- Rule: the years each register of persons knows, with how many rows; a move belongs to
-- the year of its date, and the register of persons to no year.
-- Source: definitions, registers, and persons at risk.
-- Grain: register, year.

with population_municipality as (
    select * from {{ ref("int_population_municipality") }}
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

person as (
    select * from {{ ref("stg_person") }}
),

counted as (
    select
        'person' as register,
        cast(null as integer) as year,
        count(*) as register_rows
    from person
    union all
    select
        'population' as register,
        year,
        cast(sum(residents) as bigint) as register_rows
    from population_municipality
    group by year
    union all
    select
        'migration' as register,
        cast(extract(year from event_date) as integer) as year,
        count(*) as register_rows
    from migration
    group by cast(extract(year from event_date) as integer)
    union all
    select
        'education' as register,
        year,
        count(*) as register_rows
    from education
    group by year
    union all
    select
        'enrolment' as register,
        year,
        count(*) as register_rows
    from enrolment
    group by year
    union all
    select
        'employment' as register,
        year,
        count(*) as register_rows
    from employment
    group by year
    union all
    select
        'unemployment' as register,
        year,
        count(*) as register_rows
    from unemployment
    group by year
)

select
    register,
    year,
    register_rows
from counted
where
    register_rows > 0
    and (year is null or {{ is_chosen_outcome_year("year") }})
