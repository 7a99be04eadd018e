-- Who leaves, moves and arrives at each centrality level, by background, with labels.
-- Grain: year, centrality_level, background.

with fact as (
    select * from {{ ref("fct_mobility_centrality") }}
),

year as (
    select * from {{ ref("dim_year") }}
),

centrality_level_dimension as (
    select * from {{ ref("dim_centrality_level") }}
),

background_dimension as (
    select * from {{ ref("dim_background") }}
)

select
    fact.year,
    fact.year_date,
    year.period,
    fact.centrality_level,
    centrality_level_dimension.label_en as centrality_level_en,
    centrality_level_dimension.label_nb as centrality_level_nb,
    centrality_level_dimension.sort_order as centrality_level_sort_order,
    fact.background,
    background_dimension.label_en as background_en,
    background_dimension.label_nb as background_nb,
    background_dimension.sort_order as background_sort_order,
    fact.residents,
    fact.emigrants,
    fact.administrative_emigrants,
    fact.out_migrants,
    fact.in_migrants,
    fact.deaths,
    fact.unexplained,
    fact.in_migrants - fact.out_migrants as net_migration,
    {{ percent_of("fact.emigrants", "fact.residents") }} as emigration_rate,
    {{ percent_of("fact.out_migrants", "fact.residents") }} as out_migration_rate
from fact
inner join year
    on fact.year = year.year
inner join centrality_level_dimension
    on fact.centrality_level = centrality_level_dimension.centrality_level
inner join background_dimension
    on fact.background = background_dimension.background
