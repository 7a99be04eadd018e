-- A district is in force no longer than its municipality's code, at either end.
with city_district as (
    select
        region_code,
        municipality_code,
        valid_from,
        valid_to
    from {{ ref("city_district") }}
),

municipality as (
    select
        municipality_code,
        valid_from,
        valid_to
    from {{ ref("municipality") }}
)

select
    city_district.region_code,
    city_district.valid_from,
    city_district.valid_to
from city_district
inner join municipality
    on city_district.municipality_code = municipality.municipality_code
where
    coalesce(city_district.valid_from, date '2014-01-01')
    < coalesce(municipality.valid_from, date '2001-12-31')
    or coalesce(city_district.valid_to, date 'infinity')
    > coalesce(municipality.valid_to, date 'infinity')
