-- Every family of residents on 1 January, with its size and how many are immigrants.
-- Grain: year, family_id.

with family as (
    select * from {{ ref("int_family_composition") }}
)

select
    year,
    family_id,
    family_size,
    family_immigrants,
    family_composition,
    family_mix
from family
where {{ is_chosen_year("year") }}
