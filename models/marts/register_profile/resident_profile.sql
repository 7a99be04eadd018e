-- Residents on 1 January by sex, single years of age and origin: what an age pyramid is
-- drawn from. The last band of the seed age_band is one age.
-- Grain: year, sex, age, is_born_abroad, is_immigrant.

with person_cell as (
    select * from {{ ref("int_person_cell") }}
)

select
    year,
    sex,
    age,
    is_born_abroad,
    is_immigrant,
    cast(sum(persons) as bigint) as residents
from person_cell
where
    is_resident
    and {{ is_chosen_year("year") }}
group by year, sex, age, is_born_abroad, is_immigrant
