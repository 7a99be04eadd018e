-- Years that facts are about, with a date for axes of time and the study's period.
-- Grain: year.

with panel_year as (
    select * from {{ ref("panel_year") }}
),

resident_profile as (
    select * from {{ ref("resident_profile") }}
),

period as (
    select * from {{ ref("period") }}
),

known_year as (
    select outcome_year as year
    from panel_year
    union
    select year
    from resident_profile
)

select
    known_year.year,
    {{ first_day_of("known_year.year") }} as year_date,
    period.period,
    coalesce(panel_year.is_in_panel, false) as is_in_panel
from known_year
left join panel_year
    on known_year.year = panel_year.outcome_year
left join period
    on known_year.year between period.year_from and period.year_to
