-- Values that break a rule of the contract and count as missing, with how often each is
-- there; of chosen years those, and values of rows that say no year.
-- Grain: register, year, column_name, rule, register_value.

with source as (
    select * from {{ source("registers", "value_set_aside") }}
)

select
    register,
    year,
    column_name,
    rule,
    register_value,
    count(*) as register_rows
from source
where year is null or {{ is_chosen_outcome_year("year") }}
group by register, year, column_name, rule, register_value
