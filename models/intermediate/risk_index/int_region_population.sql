-- Rule: residents of one age in a region of the edition's division; codes that merged
-- since are added together, when all of them are there.
-- Source: definitions, registers (region_population).
-- Grain: edition, year, region_code, age.

with region_population as (
    select * from {{ ref("stg_region_population") }}
),

region_link as (
    select * from {{ ref("int_edition_region_link") }}
),

coverage as (
    select * from {{ ref("int_region_coverage") }}
)

select
    region_link.edition,
    region_population.year,
    region_link.region_code,
    region_population.age,
    cast(sum({{ shared_count("region_population.persons") }}) as bigint) as persons
from region_population
inner join region_link
    on region_population.region_code = region_link.register_region_code
inner join coverage
    on
        region_link.edition = coverage.edition
        and region_link.region_code = coverage.region_code
        and region_population.year = coverage.period_start
where
    coverage.register = 'region_population'
    and coverage.coverage = 'complete'
    and region_link.is_counted
group by
    region_link.edition,
    region_population.year,
    region_link.region_code,
    region_population.age
