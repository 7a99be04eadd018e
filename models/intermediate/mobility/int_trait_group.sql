-- Rule: persons at risk and what became of them by sex, age group and botid group, in
-- the groups that the seed trait_breakdown asks for; `all` stands where a group is not
-- broken down. Who has no age group (outside 15-74) or no known botid is in the groups
-- that are not broken down by it. A group without residents has no row.
-- Source: definitions, rates; report 5.2, which estimates by the same traits.
-- Grain: outcome_year, geography_type, geography_code, mobility_level, background, sex,
-- age_group, botid_group.

with person_cell as (
    select * from {{ ref("int_person_cell") }}
    where
        is_at_risk
        and {{ is_chosen_outcome_year("year") }}
),

trait_breakdown as (
    select * from {{ ref("trait_breakdown") }}
),

trait_cell as (
    select
        year as outcome_year,
        sex,
        age_group,
        botid_group,
        background,
        county_code,
        centrality_level,
        {{ persons_who("true") }} as residents,
        {{ persons_who("outcome_county = 'emigration'") }} as emigrants,
        {{ persons_who("outcome_centrality = 'out_migration'") }}
            as out_migrants_centrality,
        {{ persons_who("outcome_county = 'out_migration'") }} as out_migrants_county,
        {{ persons_who("outcome_municipality = 'out_migration'") }}
            as out_migrants_municipality,
        {{ persons_who("outcome_county = 'death'") }} as deaths,
        {{ persons_who("outcome_county = 'unexplained'") }} as unexplained
    from person_cell
    group by
        year,
        sex,
        age_group,
        botid_group,
        background,
        county_code,
        centrality_level
),

in_group as (
    select
        trait_cell.outcome_year,
        trait_breakdown.geography_type,
        {{ geography_code_of("trait_breakdown.geography_type", "trait_cell") }}
            as geography_code,
        trait_breakdown.mobility_level,
        case
            when trait_breakdown.is_by_background then trait_cell.background
            else 'all'
        end as background,
        case when trait_breakdown.is_by_sex then trait_cell.sex else 'all' end as sex,
        case
            when trait_breakdown.is_by_age_group then trait_cell.age_group
            else 'all'
        end as age_group,
        case
            when trait_breakdown.is_by_botid_group then trait_cell.botid_group
            else 'all'
        end as botid_group,
        trait_cell.residents,
        trait_cell.emigrants,
        {{ out_migrants_at("trait_breakdown.mobility_level", "trait_cell") }}
            as out_migrants,
        trait_cell.deaths,
        trait_cell.unexplained
    from trait_cell
    cross join trait_breakdown
)

select
    outcome_year,
    geography_type,
    geography_code,
    mobility_level,
    background,
    sex,
    age_group,
    botid_group,
    cast(sum(residents) as bigint) as residents,
    cast(sum(emigrants) as bigint) as emigrants,
    cast(sum(out_migrants) as bigint) as out_migrants,
    cast(sum(deaths) as bigint) as deaths,
    cast(sum(unexplained) as bigint) as unexplained
from in_group
where
    geography_code is not null
    and sex is not null
    and age_group is not null
    and botid_group is not null
group by
    outcome_year,
    geography_type,
    geography_code,
    mobility_level,
    background,
    sex,
    age_group,
    botid_group
