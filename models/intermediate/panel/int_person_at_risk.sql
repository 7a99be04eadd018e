-- Rule: at risk in an outcome year of the panel is every immigrant in the population on
-- its 1 January. The base year is the year before.
-- Source: definitions, persons at risk; report 1.2 and 5.2.
-- Grain: outcome_year, person_id.

with population as (
    select * from {{ ref("stg_population") }}
),

panel_year as (
    select * from {{ ref("int_panel_year") }}
),

person as (
    select * from {{ ref("int_person") }}
)

select
    panel_year.outcome_year,
    panel_year.base_year,
    population.person_id,
    person.sex,
    person.birth_year,
    person.first_immigration_year,
    person.background,
    person.is_decided_by_missing,
    population.municipality_code as register_municipality_code
from population
inner join panel_year
    on population.year = panel_year.outcome_year
inner join person
    on population.person_id = person.person_id
where
    person.is_immigrant
    and panel_year.is_in_panel
    and {{ is_chosen_outcome_year("population.year") }}
