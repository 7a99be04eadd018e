-- Where each ranked unit stands on the tile map of its edition.
-- Source: seeds region_tile and risk_index_edition, mart risk_index.

with risk_index as (
    select * from {{ ref("risk_index") }}
),

risk_index_edition as (
    select * from {{ ref("risk_index_edition") }}
),

region_tile as (
    select * from {{ ref("region_tile") }}
)

select
    risk_index.edition,
    risk_index.region_code,
    risk_index.region_name,
    risk_index.risk_band,
    region_tile.column_number,
    region_tile.row_number
from risk_index
inner join risk_index_edition
    on risk_index.edition = risk_index_edition.edition
inner join region_tile
    on
        risk_index_edition.tile_layout = region_tile.layout
        and risk_index.region_code = region_tile.region_code
order by
    risk_index.edition,
    region_tile.row_number,
    region_tile.column_number
