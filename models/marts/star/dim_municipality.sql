-- Municipalities of every division since 2002, with their county and centrality level.
-- Grain: municipality_code.

with municipality as (
    select * from {{ ref("municipality") }}
),

county as (
    select * from {{ ref("county") }}
)

select
    municipality.municipality_code,
    municipality.label_en,
    municipality.label_nb,
    municipality.county_code,
    county.label_en as county_en,
    county.label_nb as county_nb,
    municipality.centrality_level,
    municipality.valid_from,
    municipality.valid_to
from municipality
inner join county
    on municipality.county_code = county.county_code
