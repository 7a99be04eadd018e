-- The 2019 edition is built on 452 regions: the municipalities of 1 January 2018 with
-- the four cities as districts. It ranks the 66 units that the study prints.
with risk_index_region as (
    select
        edition,
        region_code,
        in_construction,
        in_index
    from {{ ref("risk_index_region") }}
    where edition = '2019'
),

municipality as (
    select municipality_code
    from {{ ref("municipality") }}
    where
        coalesce(valid_from, date '2018-01-01') <= date '2018-01-01'
        and coalesce(valid_to, date 'infinity') > date '2018-01-01'
),

city_district as (
    select
        region_code,
        municipality_code,
        label_nb
    from {{ ref("city_district") }}
    where
        coalesce(valid_from, date '2018-01-01') <= date '2018-01-01'
        and coalesce(valid_to, date 'infinity') > date '2018-01-01'
),

published_risk_index_units as (
    select
        unit_name,
        unit_type,
        municipality_code
    from {{ ref("published_risk_index_units") }}
),

national as (
    select municipality.municipality_code as region_code
    from municipality
    anti join city_district
        on municipality.municipality_code = city_district.municipality_code
    union all
    select region_code from city_district
),

ranked as (
    select municipality_code as region_code
    from published_risk_index_units
    where unit_type = 'municipality'
    union all
    select city_district.region_code
    from published_risk_index_units
    inner join city_district
        on
            published_risk_index_units.municipality_code
            = city_district.municipality_code
            and published_risk_index_units.unit_name = city_district.label_nb
    where published_risk_index_units.unit_type = 'district'
),

counts as (
    select
        'counts' as region_code,
        count(*) filter (where in_construction)
        || ' in construction, '
        || count(*) filter (where in_index)
        || ' in the index' as problem
    from risk_index_region
    having
        count(*) filter (where in_construction) != 452
        or count(*) filter (where in_index) != 66
),

wrong_regions as (
    select
        coalesce(risk_index_region.region_code, national.region_code) as region_code,
        'not a region of 2018, or missing' as problem
    from risk_index_region
    full join national on risk_index_region.region_code = national.region_code
    where
        risk_index_region.region_code is null
        or national.region_code is null
),

wrong_ranked as (
    select
        risk_index_region.region_code,
        'ranked here or there, not in both' as problem
    from risk_index_region
    left join ranked on risk_index_region.region_code = ranked.region_code
    where risk_index_region.in_index != (ranked.region_code is not null)
)

select * from counts
union all
select * from wrong_regions
union all
select * from wrong_ranked
