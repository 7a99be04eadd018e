-- Rule: a city district gets its share of the city's establishments with employees and
-- of its workplaces by its share of all establishments, and the city's employment rate
-- on its own residents of working age. Shares are of the sum over the city's
-- districts, so that what is shared out adds up to the city (the contract's "all
-- establishments" is read as those placed in a district). A city whose districts do
-- not all have establishments is not shared out: the others would get too much.
-- Source: study, table 8, notes ** and ***; definitions, risk index.
-- Grain: edition, purpose, region_code (districts only).

with labour_market as (
    select * from {{ ref("int_labour_market") }}
),

region as (
    select * from {{ ref("int_risk_index_region") }}
),

district as (
    select
        edition,
        purpose,
        region_code,
        substr(region_code, 1, 4) as city_code,
        residents,
        establishments
    from labour_market
    where length(region_code) = 6
),

city_district as (
    select
        edition,
        substr(region_code, 1, 4) as city_code,
        count(*) as districts
    from region
    where length(region_code) = 6
    group by edition, substr(region_code, 1, 4)
),

district_total as (
    select
        district.edition,
        district.purpose,
        district.city_code,
        case
            when count(district.establishments) = max(city_district.districts)
                then sum(district.establishments)
        end as establishments
    from district
    inner join city_district
        on
            district.edition = city_district.edition
            and district.city_code = city_district.city_code
    group by district.edition, district.purpose, district.city_code
)

select
    district.edition,
    district.purpose,
    district.region_code,
    district.residents,
    1.0 * district.establishments
    / nullif(district_total.establishments, 0) as establishment_share,
    1.0 * city.establishments_with_employees * district.establishments
    / nullif(district_total.establishments, 0) as establishments_with_employees,
    1.0 * city.employed_by_workplace * district.establishments
    / nullif(district_total.establishments, 0) as employed_by_workplace,
    1.0 * city.employed_by_residence * district.residents
    / nullif(city.residents, 0) as employed_by_residence
from district
inner join district_total
    on
        district.edition = district_total.edition
        and district.purpose = district_total.purpose
        and district.city_code = district_total.city_code
inner join labour_market as city
    on
        district.edition = city.edition
        and district.purpose = city.purpose
        and district.city_code = city.region_code
