-- Households on 1 January by type and size, and the persons in them.
-- Grain: year, household_type, household_size.

with household as (
    select * from {{ ref("int_household") }}
)

select
    year,
    household_type,
    household_size,
    count(*) as households,
    cast(sum(persons) as bigint) as persons
from household
where {{ is_chosen_year("year") }}
group by year, household_type, household_size
