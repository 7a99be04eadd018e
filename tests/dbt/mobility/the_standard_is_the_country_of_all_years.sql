-- The standard population is the country's residents aged 15-74 of all years, and a
-- group whose rate is 0 in every stratum, or that has one stratum, is not changed by
-- standardising.
with stratum as (
    select * from {{ ref("int_mobility_stratum") }}
),

standard_population as (
    select * from {{ ref("int_standard_population") }}
),

mobility_rate_standardised as (
    select * from {{ ref("mobility_rate_standardised") }}
),

country as (
    select
        sex,
        standard_age_group,
        sum(residents) as residents
    from stratum
    where
        geography_type = 'country'
        and mobility_level = 'county'
        and background = 'all'
    group by sex, standard_age_group
),

strata_of_group as (
    select
        outcome_year,
        geography_type,
        geography_code,
        mobility_level,
        background,
        count(*) as strata,
        sum(residents) as residents
    from stratum
    group by
        outcome_year,
        geography_type,
        geography_code,
        mobility_level,
        background
)

select
    'standard population' as problem,
    coalesce(standard_population.sex, country.sex) as group_part,
    cast(standard_population.persons as double) as found,
    cast(country.residents as double) as expected
from standard_population
full join country
    on
        standard_population.sex = country.sex
        and standard_population.standard_age_group = country.standard_age_group
where standard_population.persons is distinct from country.residents
union all
select
    'standardised rate' as problem,
    rate.geography_code || ' ' || rate.background as group_part,
    rate.emigration_rate_standardised as found,
    rate.emigration_rate as expected
from mobility_rate_standardised as rate
inner join strata_of_group
    on
        rate.outcome_year = strata_of_group.outcome_year
        and rate.geography_type = strata_of_group.geography_type
        and rate.geography_code = strata_of_group.geography_code
        and rate.mobility_level = strata_of_group.mobility_level
        and rate.background = strata_of_group.background
where
    rate.residents <> strata_of_group.residents
    or rate.standard_covered_percent > 100 + 1e-9
    or (
        (strata_of_group.strata = 1 or rate.emigration_rate = 0)
        and abs(rate.emigration_rate_standardised - rate.emigration_rate) > 1e-9
    )
