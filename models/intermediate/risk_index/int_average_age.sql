-- Rule: average age is the mean of completed age plus half a year over the residents
-- on 1 January.
-- Source: study, table 8, variable 1; definitions, risk index.
-- Grain: edition, purpose, region_code.

with population as (
    select * from {{ ref("int_region_population") }}
),

period as (
    select * from {{ ref("int_measured_period") }}
)

select
    period.edition,
    period.purpose,
    population.region_code,
    sum(population.persons * (population.age + 0.5))
    / nullif(sum(population.persons), 0) as value
from population
inner join period
    on
        population.edition = period.edition
        and population.year = period.period_start
where period.variable = 'average_age'
group by period.edition, period.purpose, population.region_code
