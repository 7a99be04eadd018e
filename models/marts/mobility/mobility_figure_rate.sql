-- What the report's figures of rates by year show, a row per point. Which figure shows
-- what is in the seed mobility_figure.
-- Grain: figure_id, measure, outcome_year, geography_code, background,
-- labour_status, education_level.

with figure as (
    select * from {{ ref("mobility_figure") }}
    where not is_by_period
),

rate as (
    select * from {{ ref("mobility_rate") }}
    where family_size_group = 'all' and family_composition = 'all'
)

select
    figure.figure_id,
    rate.outcome_year,
    rate.geography_type,
    rate.geography_code,
    rate.background,
    cast(
        case when rate.geography_type = 'centrality' then rate.geography_code end
        as integer
    ) as centrality_level,
    case when rate.geography_type = 'county' then rate.geography_code end
        as county_code,
    rate.labour_status,
    rate.education_level,
    figure.measure,
    rate.residents,
    {{ of_measure("emigrants", "out_migrants") }} as movers,
    {{ of_measure("emigration_rate", "out_migration_rate") }} as rate_percent
from figure
inner join rate on {{ is_shown("figure", "rate") }}
