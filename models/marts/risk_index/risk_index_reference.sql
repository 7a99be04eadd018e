-- What a unit's value can be held beside: the middle and the mean unit of its county,
-- of the ranked units and of the country, in the period of the index.
-- Grain: edition, variable, geography_type, geography_code.

with risk_index_value as (
    select * from {{ ref("int_risk_index_value") }}
),

region as (
    select * from {{ ref("int_risk_index_region") }}
),

region_name as (
    select * from {{ ref("int_region_name") }}
),

municipality as (
    select * from {{ ref("municipality") }}
),

placed as (
    select
        risk_index_value.edition,
        risk_index_value.region_code,
        risk_index_value.variable,
        risk_index_value.value,
        municipality.county_code,
        region.in_index
    from risk_index_value
    inner join region
        on
            risk_index_value.edition = region.edition
            and risk_index_value.region_code = region.region_code
    inner join region_name
        on risk_index_value.region_code = region_name.region_code
    inner join municipality
        on region_name.municipality_code = municipality.municipality_code
    where risk_index_value.purpose = 'country' and risk_index_value.value is not null
),

in_geography as (
    select
        edition,
        region_code,
        variable,
        value,
        'county' as geography_type,
        county_code as geography_code
    from placed
    union all
    select
        edition,
        region_code,
        variable,
        value,
        'index_region' as geography_type,
        'all' as geography_code
    from placed
    where in_index
    union all
    select
        edition,
        region_code,
        variable,
        value,
        'country' as geography_type,
        'all' as geography_code
    from placed
)

select
    edition,
    variable,
    geography_type,
    geography_code,
    cast(count(*) as bigint) as n_units,
    median(value) as median,
    avg(value {{ in_order_of_units() }}) as mean,
    min(value) as minimum,
    max(value) as maximum
from in_geography
group by edition, variable, geography_type, geography_code
