-- Rule: residents of one age in a region of the edition's division; codes that merged
-- since are added together, when all of them are there.
-- Source: definitions, registers (region_population).
-- Grain: edition, year, region_code, age.

with region_population as (
    select * from {{ ref("stg_region_population") }}
),

region_code as (
    select * from {{ ref("int_edition_region_code") }}
),

coverage as (
    select * from {{ ref("int_region_coverage") }}
)

select
    region_code.edition,
    region_population.year,
    region_code.region_code,
    region_population.age,
    cast(sum(region_population.persons) as bigint) as persons
from region_population
inner join region_code
    on region_population.region_code = region_code.register_region_code
inner join coverage
    on
        region_code.edition = coverage.edition
        and region_code.region_code = coverage.region_code
        and region_population.year = coverage.period_start
where coverage.register = 'region_population' and coverage.coverage = 'complete'
group by
    region_code.edition,
    region_population.year,
    region_code.region_code,
    region_population.age
