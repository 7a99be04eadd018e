-- Residents on 1 January by five years of age, sex and whether born abroad, all years;
-- who is not in the register of persons has neither age nor sex and is left out.
-- Source: mart resident_profile, seed age_band.

with resident_profile as (
    select * from {{ ref("resident_profile") }}
),

age_band as (
    select * from {{ ref("age_band") }}
)

select
    resident_profile.year,
    age_band.age_band,
    age_band.age_from,
    resident_profile.sex,
    resident_profile.is_born_abroad,
    cast(sum(resident_profile.residents) as bigint) as residents
from resident_profile
inner join age_band
    on
        resident_profile.age >= age_band.age_from
        and (resident_profile.age <= age_band.age_to or age_band.age_to is null)
group by
    resident_profile.year,
    age_band.age_band,
    age_band.age_from,
    resident_profile.sex,
    resident_profile.is_born_abroad
order by
    resident_profile.year,
    age_band.age_from,
    resident_profile.sex,
    resident_profile.is_born_abroad
