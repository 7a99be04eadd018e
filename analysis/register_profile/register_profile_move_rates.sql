-- Moves per 100 residents on 1 January by type, all years.
-- Source: mart register_comparison, seed register_profile_code.

with register_comparison as (
    select * from {{ ref("register_comparison") }}
),

register_profile_code as (
    select * from {{ ref("register_profile_code") }}
)

select
    register_comparison.year,
    register_profile_code.code as move_type,
    register_profile_code.label_en as move_type_en,
    register_profile_code.label_nb as move_type_nb,
    register_comparison.value as moves_per_100_residents
from register_comparison
inner join register_profile_code
    on
        register_profile_code.list_name = 'move_type'
        and register_comparison.measure = 'moves_' || register_profile_code.code
where register_comparison.population = 'all'
order by register_comparison.year, register_profile_code.sort_order
