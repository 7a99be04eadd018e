-- Units that an edition of the risk index ranks, with the municipality and county they
-- lie in.
-- Grain: region_key, that is edition and region_code.

with risk_index as (
    select * from {{ ref("risk_index") }}
),

region_name as (
    select * from {{ ref("int_region_name") }}
),

municipality as (
    select * from {{ ref("dim_municipality") }}
)

select
    risk_index.edition || '-' || risk_index.region_code as region_key,
    risk_index.edition,
    risk_index.region_code,
    risk_index.region_name,
    risk_index.region_type,
    region_name.municipality_code,
    municipality.label_nb as municipality_name,
    municipality.county_code,
    municipality.county_nb as county_name
from risk_index
inner join region_name
    on risk_index.region_code = region_name.region_code
left join municipality
    on region_name.municipality_code = municipality.municipality_code
