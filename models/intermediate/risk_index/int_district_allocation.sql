-- Rule: a city district gets its share of the city's establishments with employees and
-- of its workplaces by its share of all establishments, and the city's employment rate
-- on its own residents of working age. Shares are of the sum over the city's
-- districts, so that what is shared out adds up to the city (where the register's
-- total for the city differs from that sum, the contract's "all establishments" is
-- read as the establishments placed in a district).
-- Source: study, table 8, notes ** and ***; contract 2, risk index.
-- Grain: edition, purpose, region_code (districts only).

with labour_market as (
    select * from {{ ref("int_labour_market") }}
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

district_total as (
    select
        edition,
        purpose,
        city_code,
        sum(establishments) as establishments
    from district
    group by edition, purpose, city_code
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
