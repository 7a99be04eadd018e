-- The ranking of each edition of the risk index, with names, band and interval.
-- Grain: edition, region_code.

with risk_index as (
    select * from {{ ref("risk_index") }}
),

region as (
    select * from {{ ref("dim_risk_index_region") }}
),

band as (
    select * from {{ ref("dim_risk_band") }}
),

rank_interval as (
    select * from {{ ref("risk_index_rank_interval") }}
)

select
    risk_index.edition,
    risk_index.region_code,
    risk_index.region_name,
    risk_index.region_type,
    region.municipality_name,
    region.county_name,
    risk_index.total,
    risk_index.rank,
    rank_interval.rank_low,
    rank_interval.rank_high,
    risk_index.risk_band,
    band.label_en as risk_band_en,
    band.label_nb as risk_band_nb,
    band.sort_order as risk_band_sort_order,
    band.colour as risk_band_colour,
    risk_index.disability_share
from risk_index
inner join region
    on
        risk_index.edition = region.edition
        and risk_index.region_code = region.region_code
left join band
    on
        risk_index.edition = band.edition
        and risk_index.risk_band = band.risk_band
left join rank_interval
    on
        risk_index.edition = rank_interval.edition
        and risk_index.region_code = rank_interval.region_code
