-- Bands of the risk index, with their order, limits and colour.
-- Grain: band_key, that is edition and risk_band.

with risk_index_band as (
    select * from {{ ref("risk_index_band") }}
)

select
    edition || '-' || risk_band as band_key,
    edition,
    risk_band,
    label_en,
    label_nb,
    cast(sort_order as integer) as sort_order,
    total_from,
    total_below,
    colour
from risk_index_band
