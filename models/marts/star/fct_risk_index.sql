-- The risk index by edition and unit: total, place and band.
-- Grain: region_key, that is edition and region_code.

with risk_index as (
    select * from {{ ref("risk_index") }}
)

select
    edition || '-' || region_code as region_key,
    edition || '-' || risk_band as band_key,
    edition,
    region_code,
    total,
    rank,
    risk_band,
    outcome_value
from risk_index
