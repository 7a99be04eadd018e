-- Rule: what a demographer looks at first: shares of residents, of households and of
-- persons aged 15-74, and moves per 100 residents on 1 January, for the populations of
-- the seed where the registers tell them apart. No measure without a denominator. The
-- population year is the 1 January whose residents are measured: the year itself, for
-- jobs in November the one after.
-- Source: own, sanity that a demographer checks; names in seed register_measure.
-- Grain: year, population, measure.

with person_cell as (
    select * from {{ ref("int_person_cell") }}
),

resident_profile as (
    select * from {{ ref("resident_profile") }}
),

household_profile as (
    select * from {{ ref("household_profile") }}
),

move_profile as (
    select * from {{ ref("move_profile") }}
),

job_profile as (
    select * from {{ ref("job_profile") }}
),

profile_population as (
    select * from {{ ref("profile_population") }}
),

age_span as (
    select * from {{ ref("age_span") }}
),

count_group as (
    select * from {{ ref("count_group") }}
),

resident as (
    select
        resident_profile.year,
        profile_population.population,
        resident_profile.sex,
        resident_profile.age,
        resident_profile.is_born_abroad,
        resident_profile.is_immigrant,
        resident_profile.residents
    from resident_profile
    inner join profile_population
        on
            (
                profile_population.is_immigrant is null
                or resident_profile.is_immigrant = profile_population.is_immigrant
            )
            and (
                profile_population.sex is null
                or resident_profile.sex = profile_population.sex
            )
),

resident_total as (
    select
        year,
        population,
        sum(residents) as residents,
        sum(case when is_born_abroad then residents else 0 end) as born_abroad,
        sum(case when is_immigrant then residents else 0 end) as immigrants,
        sum(case when sex = 'female' then residents else 0 end) as women
    from resident
    group by year, population
),

resident_by_age_span as (
    select
        resident.year,
        resident.population,
        age_span.age_span,
        sum(resident.residents) as residents
    from resident
    inner join age_span
        on
            resident.age >= age_span.age_from
            and (resident.age <= age_span.age_to or age_span.age_to is null)
    group by resident.year, resident.population, age_span.age_span
),

resident_without_dwelling as (
    select
        year,
        sum(persons) as residents
    from person_cell
    where not has_dwelling
    group by year
),

household_total as (
    select
        year,
        sum(households) as households,
        sum(persons) as persons
    from household_profile
    group by year
),

household_by_type as (
    select
        year,
        household_type,
        sum(households) as households
    from household_profile
    group by year, household_type
),

move_total as (
    select
        move_profile.year,
        profile_population.population,
        move_profile.move_type,
        sum(move_profile.moves) as moves
    from move_profile
    inner join profile_population
        on
            profile_population.sex is null
            and (
                profile_population.is_immigrant is null
                or move_profile.is_immigrant = profile_population.is_immigrant
            )
    group by
        move_profile.year, profile_population.population, move_profile.move_type
),

job_total as (
    select
        job_profile.year,
        profile_population.population,
        sum(job_profile.persons) as persons,
        sum(case when count_group.count_from > 0 then job_profile.persons else 0 end)
            as employed,
        sum(case when count_group.count_from > 1 then job_profile.persons else 0 end)
            as several_jobs
    from job_profile
    inner join count_group
        on job_profile.count_group = count_group.count_group
    inner join profile_population
        on
            (
                profile_population.is_immigrant is null
                or job_profile.is_immigrant = profile_population.is_immigrant
            )
            and (
                profile_population.sex is null
                or job_profile.sex = profile_population.sex
            )
    group by job_profile.year, profile_population.population
),

share_of_total as (
    select
        year,
        year as population_year,
        population,
        'born_abroad' as measure,
        100.0 * born_abroad as numerator,
        residents as denominator
    from resident_total
    where population = 'all'
    union all
    select
        year,
        year as population_year,
        population,
        'immigrants' as measure,
        100.0 * immigrants as numerator,
        residents as denominator
    from resident_total
    where population = 'all'
    union all
    select
        year,
        year as population_year,
        population,
        'women' as measure,
        100.0 * women as numerator,
        residents as denominator
    from resident_total
    where population in ('all', 'immigrants')
    union all
    select
        resident_by_age_span.year,
        resident_by_age_span.year as population_year,
        resident_by_age_span.population,
        'age_' || resident_by_age_span.age_span as measure,
        100.0 * resident_by_age_span.residents as numerator,
        resident_total.residents as denominator
    from resident_by_age_span
    inner join resident_total
        on
            resident_by_age_span.year = resident_total.year
            and resident_by_age_span.population = resident_total.population
    union all
    select
        household_by_type.year,
        household_by_type.year as population_year,
        'all' as population,
        'household_' || household_by_type.household_type as measure,
        100.0 * household_by_type.households as numerator,
        household_total.households as denominator
    from household_by_type
    inner join household_total
        on household_by_type.year = household_total.year
    union all
    select
        year,
        year as population_year,
        'all' as population,
        'household_size' as measure,
        1.0 * persons as numerator,
        households as denominator
    from household_total
    union all
    select
        resident_total.year,
        resident_total.year as population_year,
        resident_total.population,
        'no_dwelling' as measure,
        100.0 * coalesce(resident_without_dwelling.residents, 0) as numerator,
        resident_total.residents as denominator
    from resident_total
    left join resident_without_dwelling
        on resident_total.year = resident_without_dwelling.year
    where resident_total.population = 'all'
    union all
    select
        move_total.year,
        move_total.year as population_year,
        move_total.population,
        'moves_' || move_total.move_type as measure,
        100.0 * move_total.moves as numerator,
        resident_total.residents as denominator
    from move_total
    inner join resident_total
        on
            move_total.year = resident_total.year
            and move_total.population = resident_total.population
    union all
    select
        year,
        year + 1 as population_year,
        population,
        'employed' as measure,
        100.0 * employed as numerator,
        persons as denominator
    from job_total
    union all
    select
        year,
        year + 1 as population_year,
        population,
        'several_jobs' as measure,
        100.0 * several_jobs as numerator,
        employed as denominator
    from job_total
)

select
    year,
    population_year,
    population,
    measure,
    cast(numerator as double) / denominator as value
from share_of_total
where denominator > 0
