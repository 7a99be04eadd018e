-- Rule: establishments in a region of the edition's division; codes that merged since
-- are added together, when all of them are there.
-- Source: definitions, registers (region_establishment).
-- Grain: edition, year, region_code.

with region_establishment as (
    select * from {{ ref("stg_region_establishment") }}
),

region_link as (
    select * from {{ ref("int_edition_region_link") }}
),

coverage as (
    select * from {{ ref("int_region_coverage") }}
)

select
    region_link.edition,
    region_establishment.year,
    region_link.region_code,
    cast(
        sum(
            {{ shared_count("region_establishment.establishments_with_employees") }}
        ) as bigint
    ) as establishments_with_employees,
    cast(
        sum({{ shared_count("region_establishment.establishments") }}) as bigint
    ) as establishments
from region_establishment
inner join region_link
    on region_establishment.region_code = region_link.register_region_code
inner join coverage
    on
        region_link.edition = coverage.edition
        and region_link.region_code = coverage.region_code
        and region_establishment.year = coverage.period_start
where
    coverage.register = 'region_establishment'
    and coverage.coverage = 'complete'
    and region_link.is_counted
group by region_link.edition, region_establishment.year, region_link.region_code
