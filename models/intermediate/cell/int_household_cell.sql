-- Rule: households are counted by type and by their exact size. Every published count
-- of households, and of the persons in them, is a sum over these cells.
-- Source: Langsrud and Heldal 2018, as int_person_cell.
-- Grain: year, household_type, household_size, persons.

with household as (
    select * from {{ ref("int_household") }}
)

select
    year,
    household_type,
    household_size,
    persons,
    count(*) as households
from household
where {{ is_chosen_year("year") }}
group by year, household_type, household_size, persons
