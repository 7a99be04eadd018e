-- Rule: everybody who counts in what is published of a year is in one cell of that
-- year, with others who are alike in all that it is broken down by: residents on its 1
-- January, with what they did and what became of them, and those who moved in it or
-- have arrived by its end without being residents on that day. Every published count
-- of persons is a sum over these cells, so that all of them agree, and so that rounding
-- few cells rounds all small counts (small count rounding). What does not concern a
-- person is null: the panel of who is not at risk, jobs outside the ages that they are
-- counted at, moves of a year that is not whole, where somebody lives at the end who
-- has neither moved nor arrived. Ages of the last band of the seed age_band are one
-- age.
-- Source: Langsrud and Heldal 2018, An algorithm for small count rounding of tabular
-- data: the inner cells.
-- Grain: all columns but persons.

with resident as (
    select * from {{ ref("int_resident") }}
    where {{ is_chosen_outcome_year("year") }}
),

job_count as (
    select * from {{ ref("int_job_count") }}
),

move_count as (
    select * from {{ ref("int_move_count") }}
),

person_at_risk as (
    select * from {{ ref("int_person_at_risk") }}
    where {{ is_chosen_outcome_year("outcome_year") }}
),

person_year as (
    select * from {{ ref("person_year") }}
    where {{ is_chosen_outcome_year("outcome_year") }}
),

residence_end as (
    select * from {{ ref("int_residence_end") }}
),

country_group as (
    select * from {{ ref("int_country_group") }}
),

arrival as (
    select * from {{ ref("int_arrival") }}
),

cohort_member as (
    select * from {{ ref("int_cohort_member") }}
    where {{ is_chosen_outcome_year("outcome_year") }}
),

family_size_group as (
    select * from {{ ref("family_size_group") }}
),

age_band as (
    select * from {{ ref("age_band") }}
),

open_band as (
    select age_from
    from age_band
    where age_to is null
),

moves_of_person as (
    select
        year,
        person_id,
        is_immigrant,
        is_resident,
        sum(case when move_type = 'immigration' then moves else 0 end) as immigrations,
        sum(case when move_type = 'emigration' then moves else 0 end) as emigrations,
        sum(case when move_type = 'within_municipality' then moves else 0 end)
            as moves_within_municipality,
        sum(case when move_type = 'between_municipalities' then moves else 0 end)
            as moves_between_municipalities
    from move_count
    group by year, person_id, is_immigrant, is_resident
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
),

move_year as (
    select distinct year
    from moves_of_person
),

mover as (
    select
        person_year.outcome_year,
        person_year.person_id,
        case
            when person_year.outcome_county = 'out_migration'
                then residence_end.county_code_end
        end as county_code_end,
        case
            when person_year.outcome_centrality = 'out_migration'
                then residence_end.centrality_level_end
        end as centrality_level_end
    from person_year
    inner join residence_end
        on
            person_year.outcome_year + 1 = residence_end.year
            and person_year.person_id = residence_end.person_id
    where
        person_year.outcome_county = 'out_migration'
        or person_year.outcome_centrality = 'out_migration'
),

at_risk as (
    select
        person_year.outcome_year,
        person_year.person_id,
        person_at_risk.is_decided_by_missing,
        person_year.age as age_at_risk,
        person_year.age_group,
        person_year.botid_group,
        cohort_member.cohort_year,
        person_year.background,
        country_group.country_group,
        person_year.labour_status,
        person_year.education_level,
        grouped_size.family_size_group,
        person_year.family_composition,
        person_year.family_mix,
        person_year.county_code,
        person_year.centrality_level,
        person_year.outcome_centrality,
        person_year.outcome_county,
        person_year.outcome_municipality,
        person_year.is_administrative_emigration,
        mover.county_code_end,
        mover.centrality_level_end
    from person_year
    inner join person_at_risk
        on
            person_year.outcome_year = person_at_risk.outcome_year
            and person_year.person_id = person_at_risk.person_id
    inner join grouped_size
        on person_year.family_size = grouped_size.family_size
    inner join country_group
        on person_year.person_id = country_group.person_id
    left join mover
        on
            person_year.outcome_year = mover.outcome_year
            and person_year.person_id = mover.person_id
    left join cohort_member
        on
            person_year.outcome_year = cohort_member.outcome_year
            and person_year.person_id = cohort_member.person_id
),

moves_of_others as (
    select *
    from moves_of_person
    where not is_resident
),

-- who moved or has arrived without being a resident
newcomer as (
    select
        coalesce(moves_of_person.year, arrival.outcome_year) as year,
        coalesce(moves_of_person.is_immigrant, true) as is_immigrant,
        moves_of_person.immigrations,
        moves_of_person.emigrations,
        moves_of_person.moves_within_municipality,
        moves_of_person.moves_between_municipalities,
        arrival.arrival,
        country_group.country_group,
        arrival.county_code_end,
        arrival.centrality_level_end
    from moves_of_others as moves_of_person
    full join arrival
        on
            moves_of_person.year = arrival.outcome_year
            and moves_of_person.person_id = arrival.person_id
    left join country_group
        on arrival.person_id = country_group.person_id
),

counted as (
    select
        resident.year,
        true as is_resident,
        resident.sex,
        case
            when resident.age >= open_band.age_from then open_band.age_from
            else resident.age
        end as age,
        resident.is_born_abroad,
        resident.is_immigrant,
        resident.has_dwelling,
        job_count.jobs,
        case
            when move_year.year is not null
                then coalesce(moves_of_person.immigrations, 0)
        end as immigrations,
        case
            when move_year.year is not null
                then coalesce(moves_of_person.emigrations, 0)
        end as emigrations,
        case
            when move_year.year is not null
                then coalesce(moves_of_person.moves_within_municipality, 0)
        end as moves_within_municipality,
        case
            when move_year.year is not null
                then coalesce(moves_of_person.moves_between_municipalities, 0)
        end as moves_between_municipalities,
        at_risk.outcome_year is not null as is_at_risk,
        at_risk.is_decided_by_missing,
        at_risk.age_at_risk,
        at_risk.age_group,
        at_risk.botid_group,
        at_risk.cohort_year,
        at_risk.background,
        at_risk.country_group,
        cast(null as {{ dbt.type_string() }}) as arrival,
        at_risk.labour_status,
        at_risk.education_level,
        at_risk.family_size_group,
        at_risk.family_composition,
        at_risk.family_mix,
        at_risk.county_code,
        at_risk.centrality_level,
        at_risk.outcome_centrality,
        at_risk.outcome_county,
        at_risk.outcome_municipality,
        at_risk.is_administrative_emigration,
        at_risk.county_code_end,
        at_risk.centrality_level_end
    from resident
    cross join open_band
    left join job_count
        on
            resident.year = job_count.year + 1
            and resident.person_id = job_count.person_id
    left join move_year
        on resident.year = move_year.year
    left join moves_of_person
        on
            resident.year = moves_of_person.year
            and resident.person_id = moves_of_person.person_id
    left join at_risk
        on
            resident.year = at_risk.outcome_year
            and resident.person_id = at_risk.person_id
    union all
    select
        year,
        false as is_resident,
        null as sex,
        null as age,
        null as is_born_abroad,
        is_immigrant,
        null as has_dwelling,
        null as jobs,
        immigrations,
        emigrations,
        moves_within_municipality,
        moves_between_municipalities,
        false as is_at_risk,
        null as is_decided_by_missing,
        null as age_at_risk,
        null as age_group,
        null as botid_group,
        null as cohort_year,
        null as background,
        country_group,
        arrival,
        null as labour_status,
        null as education_level,
        null as family_size_group,
        null as family_composition,
        null as family_mix,
        null as county_code,
        null as centrality_level,
        null as outcome_centrality,
        null as outcome_county,
        null as outcome_municipality,
        null as is_administrative_emigration,
        county_code_end,
        centrality_level_end
    from newcomer
)

select
    year,
    is_resident,
    sex,
    age,
    is_born_abroad,
    is_immigrant,
    has_dwelling,
    cast(jobs as integer) as jobs,
    cast(immigrations as integer) as immigrations,
    cast(emigrations as integer) as emigrations,
    cast(moves_within_municipality as integer) as moves_within_municipality,
    cast(moves_between_municipalities as integer) as moves_between_municipalities,
    is_at_risk,
    is_decided_by_missing,
    age_at_risk,
    age_group,
    botid_group,
    cohort_year,
    background,
    country_group,
    arrival,
    labour_status,
    education_level,
    family_size_group,
    family_composition,
    family_mix,
    county_code,
    centrality_level,
    outcome_centrality,
    outcome_county,
    outcome_municipality,
    is_administrative_emigration,
    county_code_end,
    centrality_level_end,
    count(*) as persons
from counted
group by all
