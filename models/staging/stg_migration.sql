-- Registered moves: the rows that are kept, as they are.
-- Grain: person_id, event_date, migration_type.

with source as (
    select * from {{ source("registers", "migration") }}
)

select
    person_id,
    event_date,
    migration_type,
    from_municipality_code,
    to_municipality_code,
    is_administrative
from source
