-- Every resident is in the profile once, and either in a household or without a
-- dwelling number.
with resident_profile as (
    select * from {{ ref("resident_profile") }}
),

household_profile as (
    select * from {{ ref("household_profile") }}
),

population as (
    select * from {{ ref("stg_population") }}
),

in_population as (
    select
        year,
        count(*) as residents,
        count(dwelling_id) as residents_in_dwellings
    from population
    where {{ is_chosen_year("year") }}
    group by year
),

in_profile as (
    select
        year,
        sum(residents) as residents
    from resident_profile
    group by year
),

in_household as (
    select
        year,
        sum(persons) as persons
    from household_profile
    group by year
)

select
    in_population.year,
    in_population.residents,
    in_profile.residents as profile_residents,
    in_population.residents_in_dwellings,
    in_household.persons as household_persons
from in_population
left join in_profile
    on in_population.year = in_profile.year
left join in_household
    on in_population.year = in_household.year
where
    in_population.residents is distinct from in_profile.residents
    or in_population.residents_in_dwellings
    is distinct from coalesce(in_household.persons, 0)
