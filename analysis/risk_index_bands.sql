-- Bands of the total, with the colour they have on pages and charts.
-- Source: seed risk_index_band.

with risk_index_band as (
    select * from {{ ref("risk_index_band") }}
)

select
    risk_band,
    total_from,
    total_below,
    colour,
    label_en,
    label_nb,
    edition
from risk_index_band
order by edition, sort_order
