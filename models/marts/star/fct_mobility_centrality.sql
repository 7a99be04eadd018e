-- Immigrants at risk by year, centrality level and background, and what became of
-- them; moves within Norway are between centrality levels. No totals are among the
-- rows, so that sums are right.
-- Grain: mobility_key, that is year, centrality_level, background.

with mobility_cell as (
    select * from {{ ref("int_mobility_cell") }}
),

migration_flow as (
    select * from {{ ref("int_migration_flow") }}
),

resident_group as (
    select
        outcome_year as year,
        {{ placed_or_not("centrality_level", "centrality_level") }} as centrality_level,
        background,
        sum(residents) as residents,
        sum(emigrants) as emigrants,
        sum(administrative_emigrants) as administrative_emigrants,
        sum(out_migrants_centrality) as out_migrants,
        sum(deaths) as deaths,
        sum(unexplained) as unexplained
    from mobility_cell
    group by
        outcome_year,
        {{ placed_or_not("centrality_level", "centrality_level") }},
        background
),

arrival as (
    select
        outcome_year as year,
        cast(code_end as integer) as centrality_level,
        background,
        sum(persons) as in_migrants
    from migration_flow
    where geography_type = 'centrality' and background <> 'all'
    group by outcome_year, code_end, background
)

select
    concat_ws(
        '-',
        coalesce(resident_group.year, arrival.year),
        coalesce(resident_group.centrality_level, arrival.centrality_level),
        coalesce(resident_group.background, arrival.background)
    ) as mobility_key,
    coalesce(resident_group.year, arrival.year) as year,
    {{ first_day_of("coalesce(resident_group.year, arrival.year)") }} as year_date,
    coalesce(resident_group.centrality_level, arrival.centrality_level)
        as centrality_level,
    coalesce(resident_group.background, arrival.background) as background,
    cast(coalesce(resident_group.residents, 0) as bigint) as residents,
    cast(coalesce(resident_group.emigrants, 0) as bigint) as emigrants,
    cast(coalesce(resident_group.administrative_emigrants, 0) as bigint)
        as administrative_emigrants,
    cast(coalesce(resident_group.out_migrants, 0) as bigint) as out_migrants,
    cast(coalesce(arrival.in_migrants, 0) as bigint) as in_migrants,
    cast(coalesce(resident_group.deaths, 0) as bigint) as deaths,
    cast(coalesce(resident_group.unexplained, 0) as bigint) as unexplained
from resident_group
full join arrival
    on
        resident_group.year = arrival.year
        and resident_group.centrality_level = arrival.centrality_level
        and resident_group.background = arrival.background
