-- Rule: persons at risk are counted once by all that rates are broken down by, with
-- what became of them: a person is in one cell per year. Rates, shares and
-- standardised rates are sums over these cells. Unexplained is the same at every
-- level, for a municipality is placed at all levels or at none.
-- Source: definitions, rates; report 2.1.4 and 4.4.
-- Grain: outcome_year, sex, age_band_from, background, labour_status, education_level,
-- family_size_group, family_composition, family_mix, county_code, centrality_level.

with person_cell as (
    select * from {{ ref("int_person_cell") }}
),

age_band as (
    select * from {{ ref("int_age_band") }}
)

select
    person_cell.year as outcome_year,
    person_cell.sex,
    age_band.age_band_from,
    person_cell.background,
    person_cell.labour_status,
    person_cell.education_level,
    person_cell.family_size_group,
    person_cell.family_composition,
    person_cell.family_mix,
    person_cell.county_code,
    person_cell.centrality_level,
    {{ persons_who("true") }} as residents,
    {{ persons_who("outcome_county = 'emigration'") }} as emigrants,
    {{ persons_who("is_administrative_emigration") }} as administrative_emigrants,
    {{ persons_who("outcome_centrality = 'out_migration'") }}
        as out_migrants_centrality,
    {{ persons_who("outcome_county = 'out_migration'") }} as out_migrants_county,
    {{ persons_who("outcome_municipality = 'out_migration'") }}
        as out_migrants_municipality,
    {{ persons_who("outcome_county = 'death'") }} as deaths,
    {{ persons_who("outcome_county = 'unexplained'") }} as unexplained
from person_cell
inner join age_band
    on person_cell.age_at_risk = age_band.age
where
    person_cell.is_at_risk
    and {{ is_chosen_outcome_year("person_cell.year") }}
group by
    person_cell.year,
    person_cell.sex,
    age_band.age_band_from,
    person_cell.background,
    person_cell.labour_status,
    person_cell.education_level,
    person_cell.family_size_group,
    person_cell.family_composition,
    person_cell.family_mix,
    person_cell.county_code,
    person_cell.centrality_level
