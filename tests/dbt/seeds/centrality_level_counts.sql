-- Each centrality level has the number of municipalities the report prints for it.
with municipality as (
    select centrality_level from {{ ref("municipality") }}
),

published as (
    select
        level,
        number_of_municipalities
    from {{ ref("published_centrality_levels") }}
),

counted as (
    select
        published.level,
        published.number_of_municipalities,
        count(municipality.centrality_level) as municipalities
    from published
    left join municipality on published.level = municipality.centrality_level
    group by published.level, published.number_of_municipalities
)

select *
from counted
where municipalities != number_of_municipalities
