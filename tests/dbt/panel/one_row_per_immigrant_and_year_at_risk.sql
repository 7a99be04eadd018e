-- Everyone at risk is in the panel once: the immigrants among the residents of each
-- outcome year of the panel, counted from the registers.
with immigrant as (
    select person_id
    from {{ ref("int_immigrant") }}
    where is_immigrant
),

at_risk as (
    select
        population.year as outcome_year,
        count(*) as persons
    from {{ ref("stg_population") }} as population
    inner join immigrant
        on population.person_id = immigrant.person_id
    inner join {{ ref("int_panel_year") }} as panel_year
        on population.year = panel_year.outcome_year
    where
        panel_year.is_in_panel
        and {{ is_chosen_outcome_year("population.year") }}
    group by population.year
),

in_panel as (
    select
        outcome_year,
        count(*) as persons
    from {{ ref("person_year") }}
    where {{ is_chosen_outcome_year("outcome_year") }}
    group by outcome_year
)

select
    coalesce(at_risk.outcome_year, in_panel.outcome_year) as outcome_year,
    at_risk.persons as at_risk,
    in_panel.persons as in_panel
from at_risk
full join in_panel
    on at_risk.outcome_year = in_panel.outcome_year
where at_risk.persons is distinct from in_panel.persons
