-- Rule: employed persons by workplace and by residence in a municipality of the
-- edition's division; codes that merged since are added together.
-- Source: contract 1, region_employment.
-- Grain: edition, year, region_code.

with region_employment as (
    select * from {{ ref("stg_region_employment") }}
),

region_code as (
    select * from {{ ref("int_edition_region_code") }}
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
where region_code.is_resolved
group by region_code.edition, region_employment.year, region_code.region_code
