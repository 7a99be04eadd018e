-- On the tile map of an edition every unit has a tile, and no two the same.
with unit as (
    select
        risk_index.edition,
        risk_index.region_code,
        edition.tile_layout,
        tile.column_number,
        tile.row_number
    from {{ ref("risk_index") }} as risk_index
    inner join {{ ref("risk_index_edition") }} as edition
        on risk_index.edition = edition.edition
    left join {{ ref("region_tile") }} as tile
        on
            edition.tile_layout = tile.layout
            and risk_index.region_code = tile.region_code
    where edition.tile_layout is not null
)

select
    edition,
    tile_layout,
    column_number,
    row_number,
    count(*) as units,
    {{ text_list("region_code", "region_code") }} as region_codes
from unit
-- districts stand on the map of the edition that was made with them alone
where column_number is not null or length(region_code) = 4
group by edition, tile_layout, column_number, row_number
having count(*) > 1 or column_number is null
