-- The risk index: each region's total, its place and its band, beside the share of
-- disability that the index is about.
-- Grain: edition, region_code.

with total as (
    select * from {{ ref("int_risk_index_total") }}
),

band as (
    select * from {{ ref("risk_index_band") }}
),

disability_share as (
    select * from {{ ref("int_disability_share") }}
),

region_name as (
    select * from {{ ref("int_region_name") }}
)

select
    total.edition,
    total.region_code,
    region_name.region_name,
    region_name.region_type,
    total.total,
    total.rank,
    band.risk_band,
    disability_share.value as disability_share
from total
left join band
    on
        total.edition = band.edition
        and total.total >= band.total_from
        and (total.total < band.total_below or band.total_below is null)
left join disability_share
    on
        total.edition = disability_share.edition
        and total.region_code = disability_share.region_code
        and disability_share.purpose = 'construction'
left join region_name
    on total.region_code = region_name.region_code
