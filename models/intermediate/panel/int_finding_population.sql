-- Rule: what the population says that cannot be, or that other registers do not bear
-- out: a resident who is not in the register of persons, is dead, not born or not yet
-- immigrated; a spouse who is oneself or, living in Norway, names somebody else; a
-- municipality that cannot be placed; and who came or went since last 1 January without
-- birth or immigration, death or emigration.
-- Source: definitions, registers; own, data quality.
-- Grain: register, year, rule, person_id. Who went is counted in the year they are
-- missing.

with population as (
    select * from {{ ref("stg_population") }}
),

person as (
    select * from {{ ref("stg_person") }}
),

migration as (
    select * from {{ ref("stg_migration") }}
),

register_year as (
    select * from {{ ref("int_register_year") }}
),

residence as (
    select * from {{ ref("int_residence") }}
),

resident as (
    select
        year,
        person_id,
        municipality_code,
        spouse_id,
        cast(cast(year as string) || '-01-01' as date) as counted_on
    from population
    where {{ is_chosen_year("year") }}
),

against_person as (
    select
        resident.year,
        resident.person_id,
        person.person_id is null as is_unknown,
        person.death_date < resident.counted_on as is_dead,
        person.birth_date > resident.counted_on as is_unborn,
        person.first_immigration_date > resident.counted_on as is_before_immigration
    from resident
    left join person
        on resident.person_id = person.person_id
    where
        person.person_id is null
        or person.death_date < resident.counted_on
        or person.birth_date > resident.counted_on
        or person.first_immigration_date > resident.counted_on
),

with_spouse as (
    select
        year,
        person_id,
        spouse_id
    from resident
    where spouse_id is not null
),

two_counts as (
    select year
    from register_year
    where
        register = 'population'
        and year - 1 in (
            select previous.year
            from register_year as previous
            where previous.register = 'population'
        )
),

now as (
    select
        resident.year,
        resident.person_id
    from resident
    inner join two_counts
        on resident.year = two_counts.year
),

before as (
    select
        two_counts.year,
        population.person_id
    from population
    inner join two_counts
        on population.year + 1 = two_counts.year
    where {{ is_chosen_year("population.year", ahead=-1) }}
),

one_count_only as (
    select
        coalesce(now.year, before.year) as year,
        coalesce(now.person_id, before.person_id) as person_id,
        before.person_id is null as is_arrival
    from now
    full join before
        on
            now.year = before.year
            and now.person_id = before.person_id
    where now.person_id is null or before.person_id is null
),

migrated as (
    select distinct
        cast(extract(year from event_date) + 1 as integer) as year,
        person_id,
        migration_type = 'immigration' as is_arrival
    from migration
    where migration_type in ('immigration', 'emigration')
),

unexplained as (
    select
        one_count_only.year,
        one_count_only.person_id,
        one_count_only.is_arrival
    from one_count_only
    left join migrated
        on
            one_count_only.year = migrated.year
            and one_count_only.person_id = migrated.person_id
            and one_count_only.is_arrival = migrated.is_arrival
    left join person
        on one_count_only.person_id = person.person_id
    where
        migrated.person_id is null
        and not coalesce(
            case
                when one_count_only.is_arrival
                    then extract(year from person.birth_date) >= one_count_only.year - 1
                else extract(year from person.death_date) < one_count_only.year
            end,
            false
        )
),

finding as (
    select
        year,
        person_id,
        'resident_not_in_person' as rule
    from against_person
    where is_unknown
    union all
    select
        year,
        person_id,
        'resident_after_death' as rule
    from against_person
    where is_dead
    union all
    select
        year,
        person_id,
        'resident_before_birth' as rule
    from against_person
    where is_unborn
    union all
    select
        year,
        person_id,
        'first_immigration_after_residence' as rule
    from against_person
    where is_before_immigration
    union all
    select
        year,
        person_id,
        'own_spouse' as rule
    from with_spouse
    where spouse_id = person_id
    union all
    select
        with_spouse.year,
        with_spouse.person_id,
        'spouse_not_mutual' as rule
    from with_spouse
    inner join resident as spouse
        on
            with_spouse.year = spouse.year
            and with_spouse.spouse_id = spouse.person_id
    where coalesce(spouse.spouse_id <> with_spouse.person_id, true)
    union all
    select
        resident.year,
        resident.person_id,
        'municipality_not_placed' as rule
    from resident
    inner join residence
        on
            resident.municipality_code = residence.register_municipality_code
            and resident.year
            between coalesce(residence.first_year, resident.year)
            and coalesce(residence.last_year, resident.year)
    where not residence.is_placed
    union all
    select
        year,
        person_id,
        case
            when is_arrival then 'arrival_unexplained'
            else 'departure_unexplained'
        end as rule
    from unexplained
)

select
    'population' as register,
    year,
    rule,
    person_id,
    cast(1 as bigint) as register_rows
from finding
