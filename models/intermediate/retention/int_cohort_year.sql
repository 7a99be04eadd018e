-- Rule: members of a cohort are counted by how long after their arrival the year begins
-- and what became of them in it: emigrated, dead, still resident (wherever in Norway),
-- or unexplained, which ends what is known of them. All backgrounds together are `all`.
-- Source: definitions, outcome; Kaplan and Meier 1958.
-- Grain: cohort_year, background, duration.

with person_cell as (
    select * from {{ ref("int_person_cell") }}
    where cohort_year is not null
),

by_background as (
    select
        cohort_year,
        background,
        year as outcome_year,
        sum(persons) as at_risk,
        {{ persons_who("outcome_centrality = 'emigration'") }} as emigrants,
        {{ persons_who("outcome_centrality = 'death'") }} as deaths,
        {{ persons_who("outcome_centrality = 'unexplained'") }} as unexplained
    from person_cell
    group by cohort_year, background, year
),

with_all as (
    select
        cohort_year,
        background,
        outcome_year,
        at_risk,
        emigrants,
        deaths,
        unexplained
    from by_background
    union all
    select
        cohort_year,
        'all' as background,
        outcome_year,
        sum(at_risk) as at_risk,
        sum(emigrants) as emigrants,
        sum(deaths) as deaths,
        sum(unexplained) as unexplained
    from by_background
    group by cohort_year, outcome_year
)

select
    cohort_year,
    background,
    outcome_year,
    cast(outcome_year - cohort_year as integer) as duration,
    cast(at_risk as bigint) as at_risk,
    cast(emigrants as bigint) as emigrants,
    cast(deaths as bigint) as deaths,
    cast(unexplained as bigint) as unexplained
from with_all
