-- Rule: the units of an edition: those that the seed lists one by one, and those of a
-- set: the whole country, a county or a municipality of the edition's division, where
-- the cities that the edition names count by their districts. A unit is used for the
-- weights, or ranked, when any set it is in says so.
-- Source: study, "Berekninga bak indeksen" (municipalities, the four cities by
-- districts; index over two counties).
-- Grain: edition, region_code.

with listed as (
    select * from {{ ref("risk_index_region") }}
),

region_set as (
    select * from {{ ref("risk_index_region_set") }}
),

edition as (
    select * from {{ ref("risk_index_edition") }}
),

municipality as (
    select * from {{ ref("municipality") }}
),

city_district as (
    select * from {{ ref("city_district") }}
),

city as (
    select distinct
        edition,
        geography_code as municipality_code
    from region_set
    where geography_type = 'city_districts'
),

municipality_in_force as (
    select
        edition.edition,
        municipality.municipality_code,
        municipality.county_code,
        city.municipality_code is not null as counts_by_district
    from edition
    inner join municipality
        on
            coalesce(edition.division_date >= municipality.valid_from, true)
            and coalesce(edition.division_date < municipality.valid_to, true)
    left join city
        on
            edition.edition = city.edition
            and municipality.municipality_code = city.municipality_code
),

unit as (
    select
        edition,
        municipality_code as region_code,
        municipality_code,
        county_code
    from municipality_in_force
    where not counts_by_district
    union all
    select
        municipality_in_force.edition,
        city_district.region_code,
        municipality_in_force.municipality_code,
        municipality_in_force.county_code
    from municipality_in_force
    inner join edition
        on municipality_in_force.edition = edition.edition
    inner join city_district
        on
            municipality_in_force.municipality_code = city_district.municipality_code
            and coalesce(edition.division_date >= city_district.valid_from, true)
            and coalesce(edition.division_date < city_district.valid_to, true)
    where municipality_in_force.counts_by_district
),

in_a_set as (
    select
        region_set.edition,
        unit.region_code,
        region_set.in_construction,
        region_set.in_index
    from region_set
    inner join unit
        on
            region_set.edition = unit.edition
            and case region_set.geography_type
                when 'country' then true
                when 'county' then region_set.geography_code = unit.county_code
                when 'municipality'
                    then region_set.geography_code = unit.municipality_code
                else false
            end
),

all_units as (
    select
        edition,
        region_code,
        in_construction,
        in_index
    from listed
    union all
    select
        edition,
        region_code,
        in_construction,
        in_index
    from in_a_set
)

select
    edition,
    region_code,
    max(case when in_construction then 1 else 0 end) = 1 as in_construction,
    max(case when in_index then 1 else 0 end) = 1 as in_index
from all_units
group by edition, region_code
