-- Rule: the groups that rates are made of are rows of the seed rate_breakdown, which
-- says for whom, where and by what; `all` stands where a group is not broken down.
-- Who lives where no county or level can be placed is in the country's groups only.
-- A mixed family is shown as mixed and, where it can be, by who is in the majority
-- (seed family_composition_rule). A group without residents has no row. Cells are
-- added up by background once for each way of breaking down (shape), and over
-- backgrounds and to mobility levels after that.
-- Source: definitions, rates; report, chapter 4 and 5.1-5.3.
-- Grain: outcome_year, geography_type, geography_code, mobility_level, age_range,
-- background, labour_status, education_level, family_size_group, family_composition.

with mobility_cell as (
    select * from {{ ref("int_mobility_cell") }}
),

rate_breakdown as (
    select * from {{ ref("rate_breakdown") }}
),

age_range as (
    select * from {{ ref("age_range") }}
),

age_band as (
    select * from {{ ref("int_age_band") }}
),

family_composition_rule as (
    select * from {{ ref("family_composition_rule") }}
),

breakdown as (
    select
        dense_rank() over (
            order by
                rate_breakdown.geography_type,
                rate_breakdown.age_range,
                rate_breakdown.is_by_labour_status,
                rate_breakdown.is_by_education_level,
                rate_breakdown.is_by_family_size,
                rate_breakdown.is_by_family_composition
        ) as shape,
        rate_breakdown.geography_type,
        rate_breakdown.mobility_level,
        rate_breakdown.age_range,
        age_range.age_from,
        age_range.age_to,
        rate_breakdown.is_by_background,
        rate_breakdown.is_by_labour_status,
        rate_breakdown.is_by_education_level,
        rate_breakdown.is_by_family_size,
        rate_breakdown.is_by_family_composition,
        rate_breakdown.is_by_period
    from rate_breakdown
    inner join age_range
        on rate_breakdown.age_range = age_range.age_range
),

shape as (
    select distinct
        breakdown.shape,
        breakdown.geography_type,
        age_band.age_band_from,
        breakdown.is_by_labour_status,
        breakdown.is_by_education_level,
        breakdown.is_by_family_size,
        breakdown.is_by_family_composition
    from breakdown
    inner join age_band
        on
            breakdown.age_from is null
            or age_band.age_band_from between breakdown.age_from and breakdown.age_to
),

cell_in_shape as (
    select
        shape.shape,
        mobility_cell.outcome_year,
        {{ geography_code_of("shape.geography_type", "mobility_cell") }}
            as geography_code,
        mobility_cell.background,
        case when shape.is_by_labour_status then mobility_cell.labour_status end
            as labour_status,
        case when shape.is_by_education_level then mobility_cell.education_level end
            as education_level,
        case when shape.is_by_family_size then mobility_cell.family_size_group end
            as family_size_group,
        case
            when shape.is_by_family_composition then mobility_cell.family_composition
        end as family_composition,
        case when shape.is_by_family_composition then mobility_cell.family_mix end
            as family_mix,
        mobility_cell.residents,
        mobility_cell.emigrants,
        mobility_cell.administrative_emigrants,
        mobility_cell.out_migrants_centrality,
        mobility_cell.out_migrants_county,
        mobility_cell.out_migrants_municipality,
        mobility_cell.deaths,
        mobility_cell.unexplained
    from mobility_cell
    inner join shape
        on mobility_cell.age_band_from = shape.age_band_from
    where {{ is_chosen_outcome_year("mobility_cell.outcome_year") }}
),

added_up as (
    select
        shape,
        outcome_year,
        geography_code,
        background,
        labour_status,
        education_level,
        family_size_group,
        family_composition,
        family_mix,
        sum(residents) as residents,
        sum(emigrants) as emigrants,
        sum(administrative_emigrants) as administrative_emigrants,
        sum(out_migrants_centrality) as out_migrants_centrality,
        sum(out_migrants_county) as out_migrants_county,
        sum(out_migrants_municipality) as out_migrants_municipality,
        sum(deaths) as deaths,
        sum(unexplained) as unexplained
    from cell_in_shape
    where geography_code is not null
    group by
        shape,
        outcome_year,
        geography_code,
        background,
        labour_status,
        education_level,
        family_size_group,
        family_composition,
        family_mix
)

select
    added_up.outcome_year,
    breakdown.geography_type,
    added_up.geography_code,
    breakdown.mobility_level,
    breakdown.age_range,
    case when breakdown.is_by_background then added_up.background else 'all' end
        as background,
    coalesce(added_up.labour_status, 'all') as labour_status,
    coalesce(added_up.education_level, 'all') as education_level,
    coalesce(added_up.family_size_group, 'all') as family_size_group,
    coalesce(family_composition_rule.shown_as, 'all') as family_composition,
    breakdown.is_by_period,
    cast(sum(added_up.residents) as bigint) as residents,
    cast(sum(added_up.emigrants) as bigint) as emigrants,
    cast(sum(added_up.administrative_emigrants) as bigint) as administrative_emigrants,
    cast(
        sum({{ out_migrants_at("breakdown.mobility_level", "added_up") }}) as bigint
    ) as out_migrants,
    cast(sum(added_up.deaths) as bigint) as deaths,
    cast(sum(added_up.unexplained) as bigint) as unexplained
from added_up
inner join breakdown
    on added_up.shape = breakdown.shape
left join family_composition_rule
    on
        breakdown.is_by_family_composition
        and added_up.family_size_group = family_composition_rule.family_size_group
        and added_up.family_composition = family_composition_rule.family_composition
        and added_up.family_mix is not distinct from family_composition_rule.family_mix
-- a test says that every family has a rule
where
    not breakdown.is_by_family_composition
    or family_composition_rule.shown_as is not null
group by
    added_up.outcome_year,
    breakdown.geography_type,
    added_up.geography_code,
    breakdown.mobility_level,
    breakdown.age_range,
    case when breakdown.is_by_background then added_up.background else 'all' end,
    added_up.labour_status,
    added_up.education_level,
    added_up.family_size_group,
    family_composition_rule.shown_as,
    breakdown.is_by_period
