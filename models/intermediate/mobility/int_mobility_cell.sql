-- Rule: persons at risk are counted once by all that rates are broken down by, with
-- what became of them: a person is in one cell per year. Rates, shares and
-- standardised rates are sums over these cells. Unexplained is the same at every
-- level, for a municipality is placed at all levels or at none.
-- Source: contract 2, rates, and 3, mobility_rate; report 2.1.4 and 4.4.
-- Grain: outcome_year, sex, age_band_from, background, labour_status, education_level,
-- family_size_group, family_composition, family_mix, county_code, centrality_level.

with person_year as (
    select * from {{ ref("person_year") }}
),

age_band as (
    select * from {{ ref("int_age_band") }}
),

family_size_group as (
    select * from {{ ref("family_size_group") }}
),

known_size as (
    select distinct family_size
    from person_year
),

grouped_size as (
    select
        known_size.family_size,
        family_size_group.family_size_group
    from known_size
    inner join family_size_group
        on
            known_size.family_size >= family_size_group.size_from
            and (
                known_size.family_size <= family_size_group.size_to
                or family_size_group.size_to is null
            )
)

select
    person_year.outcome_year,
    person_year.sex,
    age_band.age_band_from,
    person_year.background,
    person_year.labour_status,
    person_year.education_level,
    grouped_size.family_size_group,
    person_year.family_composition,
    person_year.family_mix,
    person_year.county_code,
    person_year.centrality_level,
    count(*) as residents,
    count(case when person_year.outcome_county = 'emigration' then 1 end)
        as emigrants,
    count(case when person_year.is_administrative_emigration then 1 end)
        as administrative_emigrants,
    count(case when person_year.outcome_centrality = 'out_migration' then 1 end)
        as out_migrants_centrality,
    count(case when person_year.outcome_county = 'out_migration' then 1 end)
        as out_migrants_county,
    count(case when person_year.outcome_municipality = 'out_migration' then 1 end)
        as out_migrants_municipality,
    count(case when person_year.outcome_county = 'death' then 1 end) as deaths,
    count(case when person_year.outcome_county = 'unexplained' then 1 end)
        as unexplained
from person_year
inner join age_band
    on person_year.age = age_band.age
inner join grouped_size
    on person_year.family_size = grouped_size.family_size
where {{ is_chosen_outcome_year("person_year.outcome_year") }}
group by
    person_year.outcome_year,
    person_year.sex,
    age_band.age_band_from,
    person_year.background,
    person_year.labour_status,
    person_year.education_level,
    grouped_size.family_size_group,
    person_year.family_composition,
    person_year.family_mix,
    person_year.county_code,
    person_year.centrality_level
