-- Rule: a period (seed period) has those of its years that the panel has.
-- Source: definitions, rates; report 5.3.
-- Grain: period, outcome_year.

with background_group as (
    select * from {{ ref("int_background_group") }}
),

period as (
    select * from {{ ref("period") }}
),

panel_year as (
    select distinct outcome_year
    from background_group
)

select
    period.period,
    panel_year.outcome_year,
    cast(count(*) over (partition by period.period) as integer) as years
from period
inner join panel_year
    on panel_year.outcome_year between period.year_from and period.year_to
