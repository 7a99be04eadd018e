-- Rule: an immigrant has arrived in an outcome year of the panel who is in the
-- population on the 1 January after it and not on its own. It is a return when the
-- first immigration was in an earlier year, else a first arrival. As for emigration,
-- what happens in between does not count: who came and left in the year has not
-- arrived.
-- Source: definitions, outcome; own.
-- Grain: outcome_year, person_id.

with population as (
    select * from {{ ref("stg_population") }}
),

panel_year as (
    select * from {{ ref("int_panel_year") }}
),

person as (
    select * from {{ ref("int_person") }}
),

residence_end as (
    select * from {{ ref("int_residence_end") }}
),

present as (
    select
        population.year,
        population.person_id,
        person.first_immigration_year
    from population
    inner join person
        on population.person_id = person.person_id
    where person.is_immigrant
),

arrived as (
    select
        panel_year.outcome_year,
        present.person_id,
        coalesce(present.first_immigration_year < panel_year.outcome_year, false)
            as is_return
    from panel_year
    inner join present
        on panel_year.outcome_year + 1 = present.year
    left join present as earlier
        on
            panel_year.outcome_year = earlier.year
            and present.person_id = earlier.person_id
    where
        panel_year.is_in_panel
        and earlier.person_id is null
        and {{ is_chosen_outcome_year("panel_year.outcome_year") }}
)

select
    arrived.outcome_year,
    arrived.person_id,
    case when arrived.is_return then 'return' else 'first' end as arrival,
    residence_end.county_code_end,
    residence_end.centrality_level_end
from arrived
inner join residence_end
    on
        arrived.outcome_year + 1 = residence_end.year
        and arrived.person_id = residence_end.person_id
