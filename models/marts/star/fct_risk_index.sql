-- The risk index by edition and unit: total, place and band.
-- Grain: region_key, that is edition and region_code.

with risk_index as (
    select * from {{ ref("risk_index") }}
),

risk_index_edition as (
    select * from {{ ref("risk_index_edition") }}
)

select
    risk_index.edition || '-' || risk_index.region_code as region_key,
    risk_index.edition || '-' || risk_index.risk_band as band_key,
    risk_index.edition,
    risk_index_edition.division_date,
    risk_index.region_code,
    risk_index.total,
    risk_index.rank,
    risk_index.risk_band,
    risk_index.outcome_value
from risk_index
inner join risk_index_edition
    on risk_index.edition = risk_index_edition.edition
