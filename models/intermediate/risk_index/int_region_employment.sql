-- Rule: employed persons by workplace and by residence in a municipality of the
-- edition's division; codes that merged since are added together, when all are there.
-- Source: definitions, registers (region_employment).
-- Grain: edition, year, region_code.

with region_employment as (
    select * from {{ ref("stg_region_employment") }}
),

region_link as (
    select * from {{ ref("int_edition_region_link") }}
),

coverage as (
    select * from {{ ref("int_region_coverage") }}
)

select
    region_link.edition,
    region_employment.year,
    region_link.region_code,
    cast(
        sum({{ shared_count("region_employment.employed_by_workplace") }}) as bigint
    ) as employed_by_workplace,
    cast(
        sum({{ shared_count("region_employment.employed_by_residence") }}) as bigint
    ) as employed_by_residence
from region_employment
inner join region_link
    on region_employment.region_code = region_link.register_region_code
inner join coverage
    on
        region_link.edition = coverage.edition
        and region_link.region_code = coverage.region_code
        and region_employment.year = coverage.period_start
where
    coverage.register = 'region_employment'
    and coverage.coverage = 'complete'
    and region_link.is_counted
group by region_link.edition, region_employment.year, region_link.region_code
