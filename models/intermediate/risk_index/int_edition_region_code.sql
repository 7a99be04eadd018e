-- Rule: a region code found in a register is placed in the division that an edition of
-- the risk index uses. A city district follows its municipality and keeps its number.
-- A code that stands for other places at one time than at another has no single region.
-- Source: study, table 8 (one division for both periods).
-- Grain: edition, register_region_code.

with edition as (
    select * from {{ ref("risk_index_edition") }}
),

municipality_recode as (
    select * from {{ ref("int_municipality_recode") }}
),

city_district as (
    select * from {{ ref("city_district") }}
),

municipality_in_edition as (
    select
        edition.edition,
        municipality_recode.municipality_code,
        case
            when count(municipality_recode.recoded_code) = count(*)
                then max(municipality_recode.recoded_code)
        end as recoded_code
    from edition
    inner join municipality_recode
        on edition.division_date = municipality_recode.division_date
    group by edition.edition, municipality_recode.municipality_code
),

district_in_edition as (
    select
        municipality_in_edition.edition,
        city_district.region_code,
        municipality_in_edition.recoded_code
        || substr(city_district.region_code, 5, 2) as recoded_code
    from city_district
    inner join municipality_in_edition
        on city_district.municipality_code = municipality_in_edition.municipality_code
)

select
    edition,
    municipality_code as register_region_code,
    recoded_code as region_code,
    recoded_code is not null as is_resolved
from municipality_in_edition
union all
select
    edition,
    region_code as register_region_code,
    recoded_code as region_code,
    recoded_code is not null as is_resolved
from district_in_edition
