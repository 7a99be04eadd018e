-- Residents on 1 January by sex, single years of age and origin: what an age pyramid is
-- drawn from. The last band of the seed age_band is one age.
-- Grain: year, sex, age, is_born_abroad, is_immigrant.

with resident as (
    select * from {{ ref("int_resident") }}
),

age_band as (
    select * from {{ ref("age_band") }}
),

open_band as (
    select age_from
    from age_band
    where age_to is null
)

select
    resident.year,
    resident.sex,
    case
        when resident.age >= open_band.age_from then open_band.age_from
        else resident.age
    end as age,
    resident.is_born_abroad,
    resident.is_immigrant,
    count(*) as residents
from resident
cross join open_band
where {{ is_chosen_year("resident.year") }}
group by
    resident.year,
    resident.sex,
    case
        when resident.age >= open_band.age_from then open_band.age_from
        else resident.age
    end,
    resident.is_born_abroad,
    resident.is_immigrant
