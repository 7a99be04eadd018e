-- Residents on 1 January by year, sex, band of ages and origin. Whoever is not in the
-- register of persons has an unknown sex, age and origin.
-- Grain: resident_key, that is year, sex, age_band, origin.

with resident_profile as (
    select * from {{ ref("resident_profile") }}
),

age_band as (
    select * from {{ ref("age_band") }}
),

resident as (
    select
        resident_profile.year,
        coalesce(resident_profile.sex, 'unknown') as sex,
        coalesce(age_band.age_band, 'unknown') as age_band,
        case
            when resident_profile.is_immigrant then 'immigrant'
            when resident_profile.is_born_abroad then 'born_abroad'
            when not resident_profile.is_born_abroad then 'born_in_norway'
            else 'unknown'
        end as origin,
        resident_profile.residents
    from resident_profile
    left join age_band
        on
            resident_profile.age >= age_band.age_from
            and (
                resident_profile.age <= age_band.age_to or age_band.age_to is null
            )
)

select
    concat_ws('-', year, sex, age_band, origin) as resident_key,
    year,
    {{ first_day_of("year") }} as year_date,
    sex,
    age_band,
    origin,
    cast(sum(residents) as bigint) as residents
from resident
group by year, sex, age_band, origin
