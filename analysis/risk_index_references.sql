-- What a unit's value is held beside: the middle unit of its county, of the ranked
-- units and of the country.
-- Source: mart risk_index_reference.

with risk_index_reference as (
    select * from {{ ref("risk_index_reference") }}
),

county as (
    select * from {{ ref("county") }}
)

select
    risk_index_reference.edition,
    risk_index_reference.variable,
    risk_index_reference.geography_type,
    risk_index_reference.geography_code,
    county.label_en as county_name_en,
    county.label_nb as county_name_nb,
    risk_index_reference.n_units,
    risk_index_reference.median,
    risk_index_reference.minimum,
    risk_index_reference.maximum
from risk_index_reference
left join county
    on
        risk_index_reference.geography_type = 'county'
        and risk_index_reference.geography_code = county.county_code
order by
    risk_index_reference.edition,
    risk_index_reference.variable,
    risk_index_reference.geography_type,
    risk_index_reference.geography_code
