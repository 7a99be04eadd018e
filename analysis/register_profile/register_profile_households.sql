-- Households on 1 January by type, in number and percent, all years; the reference is
-- given where the registers hold everybody, and is_comparable says where they do.
-- Source: marts household_profile and register_comparison, seed register_profile_code.

with household_profile as (
    select * from {{ ref("household_profile") }}
),

register_comparison as (
    select * from {{ ref("register_comparison") }}
),

register_profile_code as (
    select * from {{ ref("register_profile_code") }}
),

households_by_type as (
    select
        year,
        household_type,
        cast(sum(households) as bigint) as households,
        cast(sum(persons) as bigint) as persons
    from household_profile
    group by year, household_type
)

select
    households_by_type.year,
    households_by_type.household_type,
    register_profile_code.label_en as household_type_en,
    register_profile_code.label_nb as household_type_nb,
    households_by_type.households,
    households_by_type.persons,
    register_comparison.value as share_percent,
    register_comparison.is_comparable,
    case when register_comparison.is_comparable then register_comparison.reference end
        as reference
from households_by_type
inner join register_profile_code
    on
        register_profile_code.list_name = 'household_type'
        and households_by_type.household_type = register_profile_code.code
inner join register_comparison
    on
        households_by_type.year = register_comparison.year
        and register_comparison.population = 'all'
        and register_comparison.measure
        = 'household_' || households_by_type.household_type
order by households_by_type.year, register_profile_code.sort_order
