-- What the report's figures of rates by period show, a row per point. Which figure
-- shows what is in the seed mobility_figure.
{%- set rate_columns = [
    "period",
    "years",
    "geography_type",
    "geography_code",
    "mobility_level",
    "age_range",
    "background",
    "labour_status",
    "education_level",
    "residents",
] -%}
-- Grain: figure_id, measure, period, geography_code, background, labour_status,
-- education_level.

with figure as (
    select * from {{ ref("mobility_figure") }}
    where is_by_period
),

rate as (
    select * from {{ ref("mobility_rate_period") }}
    where family_size_group = 'all' and family_composition = 'all'
),

moved as (
    select
        {{ rate_columns | join(",\n        ") }},
        'emigration' as measure,
        emigrants as movers,
        emigration_rate as rate_percent,
        emigration_rate_mean_annual as rate_mean_annual_percent
    from rate
    union all
    select
        {{ rate_columns | join(",\n        ") }},
        'out_migration' as measure,
        out_migrants as movers,
        out_migration_rate as rate_percent,
        out_migration_rate_mean_annual as rate_mean_annual_percent
    from rate
)

select
    figure.figure_id,
    moved.period,
    moved.years,
    moved.geography_type,
    moved.geography_code,
    moved.background,
    cast(
        case when moved.geography_type = 'centrality' then moved.geography_code end
        as integer
    ) as centrality_level,
    case when moved.geography_type = 'county' then moved.geography_code end
        as county_code,
    moved.labour_status,
    moved.education_level,
    figure.measure,
    moved.residents,
    moved.movers,
    moved.rate_percent,
    moved.rate_mean_annual_percent
from figure
inner join moved
    on
        figure.measure = moved.measure
        and figure.geography_type = moved.geography_type
        and figure.mobility_level = moved.mobility_level
        and figure.age_range = moved.age_range
        and {{ is_shown("figure", "background", "moved") }}
        and {{ is_shown("figure", "labour_status", "moved") }}
        and {{ is_shown("figure", "education_level", "moved") }}
