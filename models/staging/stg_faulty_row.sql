-- Faults that synthetic registers hold on purpose, as their generator lists them; none
-- in other registers.
-- Grain: register, year, person_id, column_name, fault.

with source as (
    select * from {{ source("registers", "faulty_row") }}
)

select distinct
    register,
    cast(nullif(year, '') as integer) as year,
    person_id,
    column_name,
    fault,
    nullif(rule_id, '') as rule_id
from source
