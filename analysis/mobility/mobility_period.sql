-- The periods that rates are pooled over, and how many of their years are in the
-- panel; a period without any has no rows in the figures by period.
-- Source: seed period, mart panel_year.

with period as (
    select * from {{ ref("period") }}
),

panel_year as (
    select * from {{ ref("panel_year") }}
    where is_in_panel
)

select
    period.period,
    period.year_from,
    period.year_to,
    count(panel_year.outcome_year) as panel_years
from period
left join panel_year
    on panel_year.outcome_year between period.year_from and period.year_to
group by period.period, period.year_from, period.year_to
order by period.year_from
