-- On the tile map of an edition every unit has a tile, and no two the same.
with unit as (
    select
        region.edition,
        region.region_code,
        edition.tile_layout,
        tile.column_number,
        tile.row_number
    from {{ ref("int_risk_index_region") }} as region
    inner join {{ ref("risk_index_edition") }} as edition
        on region.edition = edition.edition
    left join {{ ref("region_tile") }} as tile
        on
            edition.tile_layout = tile.layout
            and region.region_code = tile.region_code
    where region.in_index and edition.tile_layout is not null
)

select
    edition,
    tile_layout,
    column_number,
    row_number,
    count(*) as units
from unit
-- districts stand on the map of the edition that was made with them alone
where column_number is not null or length(region_code) = 4
group by edition, tile_layout, column_number, row_number
having count(*) > 1 or column_number is null
