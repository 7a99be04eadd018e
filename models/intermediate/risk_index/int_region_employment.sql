-- Rule: employed persons by workplace and by residence in a municipality of the
-- edition's division; codes that merged since are added together, when all are there.
-- Source: definitions, registers (region_employment).
-- Grain: edition, year, region_code.

with region_employment as (
    select * from {{ ref("stg_region_employment") }}
),

region_code as (
    select * from {{ ref("int_edition_region_code") }}
),

coverage as (
    select * from {{ ref("int_region_coverage") }}
)

select
    region_code.edition,
    region_employment.year,
    region_code.region_code,
    cast(sum(region_employment.employed_by_workplace) as bigint)
        as employed_by_workplace,
    cast(sum(region_employment.employed_by_residence) as bigint)
        as employed_by_residence
from region_employment
inner join region_code
    on region_employment.region_code = region_code.register_region_code
inner join coverage
    on
        region_code.edition = coverage.edition
        and region_code.region_code = coverage.region_code
        and region_employment.year = coverage.period_start
where coverage.register = 'region_employment' and coverage.coverage = 'complete'
group by region_code.edition, region_employment.year, region_code.region_code
