{{ config(severity="warn") }}

-- A city's establishments are those of its districts; those that are not placed in a
-- district leave the districts' shares as they are.
select
    district.edition,
    district.purpose,
    city.region_code,
    city.establishments,
    sum(district.establishments) as in_districts
from {{ ref("int_labour_market") }} as district
inner join {{ ref("int_labour_market") }} as city
    on
        district.edition = city.edition
        and district.purpose = city.purpose
        and substr(district.region_code, 1, 4) = city.region_code
where length(district.region_code) = 6
group by district.edition, district.purpose, city.region_code, city.establishments
having sum(district.establishments) <> city.establishments
