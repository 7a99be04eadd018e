-- Rule: the strata of a standardised rate are sex and the age groups of the seed
-- standard_age_group; other ages are left out. Geographies, mobility levels and
-- backgrounds are those that rates are made for.
-- Source: direct standardisation; own, measures beside the study's.
-- Grain: outcome_year, geography_type, geography_code, mobility_level, background,
-- sex, standard_age_group.

with mobility_cell as (
    select * from {{ ref("int_mobility_cell") }}
),

standard_age_group as (
    select * from {{ ref("standard_age_group") }}
),

rate_breakdown as (
    select * from {{ ref("rate_breakdown") }}
),

shown_geography as (
    select distinct
        geography_type,
        mobility_level,
        is_by_background
    from rate_breakdown
),

placed_stratum as (
    select
        mobility_cell.outcome_year,
        mobility_cell.background,
        mobility_cell.county_code,
        mobility_cell.centrality_level,
        mobility_cell.sex,
        standard_age_group.standard_age_group,
        sum(mobility_cell.residents) as residents,
        sum(mobility_cell.emigrants) as emigrants,
        sum(mobility_cell.out_migrants_centrality) as out_migrants_centrality,
        sum(mobility_cell.out_migrants_county) as out_migrants_county,
        sum(mobility_cell.out_migrants_municipality) as out_migrants_municipality
    from mobility_cell
    inner join standard_age_group
        on
            mobility_cell.age_band_from
            between standard_age_group.age_from and standard_age_group.age_to
    where {{ is_chosen_outcome_year("mobility_cell.outcome_year") }}
    group by
        mobility_cell.outcome_year,
        mobility_cell.background,
        mobility_cell.county_code,
        mobility_cell.centrality_level,
        mobility_cell.sex,
        standard_age_group.standard_age_group
),

stratum as (
    select
        placed_stratum.outcome_year,
        shown_geography.geography_type,
        {{ geography_code_of("shown_geography.geography_type", "placed_stratum") }}
            as geography_code,
        shown_geography.mobility_level,
        case
            when shown_geography.is_by_background then placed_stratum.background
            else 'all'
        end as background,
        placed_stratum.sex,
        placed_stratum.standard_age_group,
        placed_stratum.residents,
        placed_stratum.emigrants,
        {{ out_migrants_at("shown_geography.mobility_level", "placed_stratum") }}
            as out_migrants
    from placed_stratum
    cross join shown_geography
)

select
    outcome_year,
    geography_type,
    geography_code,
    mobility_level,
    background,
    sex,
    standard_age_group,
    cast(sum(residents) as bigint) as residents,
    cast(sum(emigrants) as bigint) as emigrants,
    cast(sum(out_migrants) as bigint) as out_migrants
from stratum
where geography_code is not null
group by
    outcome_year,
    geography_type,
    geography_code,
    mobility_level,
    background,
    sex,
    standard_age_group
