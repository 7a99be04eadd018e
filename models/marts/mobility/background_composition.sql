-- How the immigrants at risk in the country, a centrality level or a county divide by
-- background, in each of the study's periods: residents of all its years in the panel.
-- Shares of a geography and period add up to 100.
-- Grain: geography_type, geography_code, period, background.

with background_group as (
    select * from {{ ref("int_background_group") }}
),

period_year as (
    select * from {{ ref("int_period_year") }}
),

residents_in_period as (
    select
        background_group.geography_type,
        background_group.geography_code,
        period_year.period,
        background_group.background,
        period_year.years,
        sum(background_group.residents) as residents
    from background_group
    inner join period_year
        on background_group.outcome_year = period_year.outcome_year
    where background_group.background <> 'all'
    group by
        background_group.geography_type,
        background_group.geography_code,
        period_year.period,
        background_group.background,
        period_year.years
)

select
    geography_type,
    geography_code,
    period,
    background,
    years,
    cast(residents as bigint) as residents,
    cast(
        100.0 * residents
        / sum(residents) over (partition by geography_type, geography_code, period)
        as double
    ) as share_percent
from residents_in_period
