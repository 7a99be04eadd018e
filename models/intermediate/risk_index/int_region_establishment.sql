-- Rule: establishments in a region of the edition's division; codes that merged since
-- are added together.
-- Source: contract 1, region_establishment.
-- Grain: edition, year, region_code.

with region_establishment as (
    select * from {{ ref("stg_region_establishment") }}
),

region_code as (
    select * from {{ ref("int_edition_region_code") }}
)

select
    region_code.edition,
    region_establishment.year,
    region_code.region_code,
    cast(
        sum(region_establishment.establishments_with_employees) as bigint
    ) as establishments_with_employees,
    cast(sum(region_establishment.establishments) as bigint) as establishments
from region_establishment
inner join region_code
    on region_establishment.region_code = region_code.register_region_code
where region_code.is_resolved
group by region_code.edition, region_establishment.year, region_code.region_code
