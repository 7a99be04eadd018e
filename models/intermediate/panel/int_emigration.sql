-- Rule: someone emigrated in a year when the last emigration registered in it has no
-- death on an earlier day, and no immigration on its day or later in the year. Whether
-- it was administrative is that last event's.
-- Source: definitions, outcome 2; report 2.1.4 and 2.1.5.
-- Grain: year, person_id.

with migration as (
    select * from {{ ref("stg_migration") }}
),

person as (
    select * from {{ ref("int_person") }}
),

last_event as (
    select
        cast(extract(year from event_date) as integer) as year,
        person_id,
        max(event_date) filter (where migration_type = 'emigration') as emigration_date,
        max(event_date) filter (where migration_type = 'immigration')
            as immigration_date,
        max_by(is_administrative, event_date) filter (
            where migration_type = 'emigration'
        ) as is_administrative
    from migration
    where migration_type in ('emigration', 'immigration')
    group by cast(extract(year from event_date) as integer), person_id
)

select
    last_event.year,
    last_event.person_id,
    last_event.emigration_date,
    last_event.is_administrative
from last_event
left join person
    on last_event.person_id = person.person_id
where
    last_event.emigration_date is not null
    and coalesce(last_event.immigration_date < last_event.emigration_date, true)
    and coalesce(person.death_date >= last_event.emigration_date, true)
