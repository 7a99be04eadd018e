-- Households on 1 January by type and size, and the persons in them.
-- Grain: year, household_type, household_size.

with household_cell as (
    select * from {{ ref("int_household_cell") }}
)

select
    year,
    household_type,
    household_size,
    cast(sum(households) as bigint) as households,
    cast(sum(households * persons) as bigint) as persons
from household_cell
where {{ is_chosen_year("year") }}
group by year, household_type, household_size
