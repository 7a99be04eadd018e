-- What a city shares out over its districts adds up to the city.
select
    district.edition,
    district.purpose,
    city.region_code,
    sum(district.establishments_with_employees) as establishments_with_employees,
    sum(district.employed_by_workplace) as employed_by_workplace
from {{ ref("int_district_allocation") }} as district
inner join {{ ref("int_labour_market") }} as city
    on
        district.edition = city.edition
        and district.purpose = city.purpose
        and substr(district.region_code, 1, 4) = city.region_code
group by
    district.edition,
    district.purpose,
    city.region_code,
    city.establishments_with_employees,
    city.employed_by_workplace
having
    abs(
        sum(district.establishments_with_employees)
        - city.establishments_with_employees
    ) > 1e-6
    or abs(sum(district.employed_by_workplace) - city.employed_by_workplace) > 1e-6
