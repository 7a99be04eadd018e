-- Rows of registers of persons that break a rule of the contract and are not used,
-- with how often each is there; of chosen years those, and rows that say no year.
-- Grain: register, column_name, rule, row_text.

with source as (
    select * from {{ source("registers", "row_set_aside") }}
)

select
    register,
    year,
    column_name,
    rule,
    is_first_rule,
    row_text,
    count(*) as register_rows
from source
where year is null or {{ is_chosen_outcome_year("year") }}
group by register, year, column_name, rule, is_first_rule, row_text
