-- Rule: population growth is the change in residents from 1 January of the period's
-- first year to 1 January of its last, in percent of the former.
-- Source: study, table 8, variable 6 ("2012-2014"; the days are our reading).
-- Grain: edition, purpose, region_code.

with population as (
    select * from {{ ref("int_region_population") }}
),

period as (
    select * from {{ ref("int_measured_period") }}
),

residents as (
    select
        period.edition,
        period.purpose,
        population.region_code,
        sum(
            case when population.year = period.period_start then population.persons end
        ) as residents_at_start,
        sum(
            case when population.year = period.period_end then population.persons end
        ) as residents_at_end
    from population
    inner join period
        on
            population.edition = period.edition
            and population.year in (period.period_start, period.period_end)
    where period.variable = 'population_growth'
    group by period.edition, period.purpose, population.region_code
)

select
    edition,
    purpose,
    region_code,
    100.0 * (residents_at_end - residents_at_start)
    / nullif(residents_at_start, 0) as value
from residents
