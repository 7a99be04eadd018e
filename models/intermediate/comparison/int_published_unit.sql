-- Rule: the study names its units; a district is found by its name within its city.
-- Source: study, tables 1-7.
-- Grain: region_code.

with published_unit as (
    select * from {{ ref("published_risk_index_units") }}
),

region_name as (
    select * from {{ ref("int_region_name") }}
)

select
    region_name.region_code,
    published_unit.unit_name,
    published_unit.average_age,
    published_unit.primary_education_share,
    published_unit.single_parent_share,
    published_unit.businesses_weighted,
    published_unit.low_income_share,
    published_unit.disability_share,
    published_unit.sub_average_age,
    published_unit.sub_primary_education_share,
    published_unit.sub_single_parent_share,
    published_unit.sub_businesses_weighted,
    published_unit.sub_low_income_share,
    published_unit.total
from published_unit
inner join region_name
    on
        published_unit.unit_type = region_name.region_type
        and published_unit.municipality_code = region_name.municipality_code
        and (
            published_unit.unit_type = 'municipality'
            or published_unit.unit_name = region_name.region_name
        )
