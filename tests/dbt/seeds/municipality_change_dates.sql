-- Changes and validity tell the same story: a code that ends has a change on that
-- day, a code that begins takes in another on that day, a change goes to a code that
-- begins then or lived before, and lives on.
with municipality as (
    select
        municipality_code,
        valid_from,
        valid_to
    from {{ ref("municipality") }}
),

municipality_change as (
    select
        old_code,
        new_code,
        change_date
    from {{ ref("municipality_change") }}
),

ends_without_change as (
    select
        municipality.municipality_code,
        'goes out of force without a change on that day' as problem
    from municipality
    anti join municipality_change
        on
            municipality.municipality_code = municipality_change.old_code
            and municipality.valid_to = municipality_change.change_date
    where municipality.valid_to is not null
),

begins_without_change as (
    select
        municipality.municipality_code,
        'begins without a change on that day' as problem
    from municipality
    anti join municipality_change
        on
            municipality.municipality_code = municipality_change.new_code
            and municipality.valid_from = municipality_change.change_date
    where municipality.valid_from is not null
),

old_code_not_ending as (
    select
        municipality_change.old_code as municipality_code,
        'is changed on a day it does not go out of force' as problem
    from municipality_change
    inner join municipality
        on municipality_change.old_code = municipality.municipality_code
    where municipality.valid_to is distinct from municipality_change.change_date
),

new_code_not_in_force as (
    select
        municipality_change.new_code as municipality_code,
        'takes in another on a day it is not in force' as problem
    from municipality_change
    inner join municipality
        on municipality_change.new_code = municipality.municipality_code
    where
        municipality.valid_from > municipality_change.change_date
        or municipality.valid_to <= municipality_change.change_date
)

select * from ends_without_change
union all
select * from begins_without_change
union all
select * from old_code_not_ending
union all
select * from new_code_not_in_force
