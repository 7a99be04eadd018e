-- On 1 January 2018 Oslo has 15 districts, Bergen 8, Stavanger 7 and Trondheim 4,
-- numbered from 01 without gaps; so they are on 1 January 2014, Trondheim as 1601. From
-- 2020 Bergen is 4601 and Stavanger has 9.
with city_district as (
    select
        region_code,
        municipality_code,
        valid_from,
        valid_to
    from {{ ref("city_district") }}
),

expected as (
    select
        unnest([
            date '2014-01-01', date '2018-01-01', date '2020-01-01', date '2024-01-01',
        ]) as on_date,
        unnest(['1601', '5001', '5001', '5001']) as trondheim,
        unnest(['1201', '1201', '4601', '4601']) as bergen,
        unnest([7, 7, 9, 9]) as in_stavanger
),

expected_city as (
    select
        on_date,
        unnest(['0301', bergen, '1103', trondheim]) as municipality_code,
        unnest([15, 8, in_stavanger, 4]) as districts
    from expected
),

in_force as (
    select
        expected.on_date,
        city_district.municipality_code,
        count(*) as districts,
        max(cast(city_district.region_code[5:] as integer)) as last_number
    from expected
    inner join city_district
        on
            expected.on_date >= coalesce(city_district.valid_from, expected.on_date)
            and expected.on_date < coalesce(city_district.valid_to, date 'infinity')
    group by expected.on_date, city_district.municipality_code
)

select
    expected_city.districts as expected_districts,
    in_force.districts,
    in_force.last_number,
    coalesce(expected_city.on_date, in_force.on_date) as on_date,
    coalesce(
        expected_city.municipality_code, in_force.municipality_code
    ) as municipality_code
from expected_city
full join in_force
    on
        expected_city.on_date = in_force.on_date
        and expected_city.municipality_code = in_force.municipality_code
where
    in_force.districts is distinct from expected_city.districts
    or in_force.last_number is distinct from expected_city.districts
