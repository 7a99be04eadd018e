-- The outcome years of the registers and whether they are in the panel; a year that is
-- not has no rows in the figures and tables of chapters 4 and 5.
-- Source: mart panel_year, seed period.

with panel_year as (
    select * from {{ ref("panel_year") }}
),

period as (
    select * from {{ ref("period") }}
)

select
    panel_year.outcome_year,
    period.period,
    panel_year.is_in_panel,
    panel_year.missing_registers,
    panel_year.note
from panel_year
left join period
    on panel_year.outcome_year between period.year_from and period.year_to
order by panel_year.outcome_year
