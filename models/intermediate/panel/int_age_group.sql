-- Rule: age is the base year less the year of birth. The groups are those of the seed;
-- ages outside them have none (-1 for those born on 1 January of the outcome year).
-- Source: definitions, age; report 2.1.4.
-- Grain: outcome_year, birth_year.

with panel_year as (
    select * from {{ ref("int_panel_year") }}
),

person as (
    select * from {{ ref("int_person") }}
),

age_group as (
    select * from {{ ref("age_group") }}
),

birth_year as (
    select distinct birth_year
    from person
),

age as (
    select
        panel_year.outcome_year,
        birth_year.birth_year,
        panel_year.base_year - birth_year.birth_year as age
    from panel_year
    cross join birth_year
)

select
    age.outcome_year,
    age.birth_year,
    age.age,
    age_group.age_group
from age
left join age_group
    on age.age between age_group.age_from and age_group.age_to
