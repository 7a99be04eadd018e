-- The outcome years that the registers know of: which of them are in the panel, and
-- what the others lack.
-- Grain: outcome_year.

with panel_year as (
    select * from {{ ref("int_panel_year") }}
),

person_cell as (
    select * from {{ ref("int_person_cell") }}
),

at_risk as (
    select
        year as outcome_year,
        cast(sum(persons) as bigint) as persons_at_risk
    from person_cell
    where is_at_risk
    group by year
)

select
    panel_year.outcome_year,
    panel_year.base_year,
    panel_year.is_in_panel,
    panel_year.missing_registers,
    case
        when panel_year.is_in_panel then coalesce(at_risk.persons_at_risk, 0)
    end as persons_at_risk,
    case when not panel_year.is_in_panel then 'year_not_in_panel' end as note
from panel_year
left join at_risk
    on panel_year.outcome_year = at_risk.outcome_year
