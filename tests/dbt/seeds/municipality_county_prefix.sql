-- A municipality code begins with its county and is four digits; a city district
-- code begins with its municipality and is six.
with municipality as (
    select
        municipality_code,
        county_code
    from {{ ref("municipality") }}
),

city_district as (
    select
        region_code,
        municipality_code
    from {{ ref("city_district") }}
),

codes as (
    select
        municipality_code as code,
        county_code as parent_code,
        '[0-9]{4}' as pattern
    from municipality
    union all
    select
        region_code as code,
        municipality_code as parent_code,
        '[0-9]{6}' as pattern
    from city_district
)

select *
from codes
where not starts_with(code, parent_code) or not regexp_full_match(code, pattern)
