-- Rule: a number that a finding may speak of is named by its mart, what is measured
-- (measure), the outcome year and what it is of (row_key); printed numbers stand beside
-- the warehouse's under the same names.
-- Source: report 2016/27 and index study.
-- Grain: mart, measure, outcome_year, row_key, is_printed.

with rate as (
    select * from {{ ref("int_stated_rate") }}
),

estimate as (
    select * from {{ ref("int_stated_estimate") }}
),

risk_index as (
    select * from {{ ref("int_stated_index") }}
)

select
    mart,
    measure,
    outcome_year,
    row_key,
    value,
    std_error,
    is_printed
from rate
union all
select
    mart,
    measure,
    outcome_year,
    row_key,
    value,
    std_error,
    is_printed
from estimate
union all
select
    mart,
    measure,
    outcome_year,
    row_key,
    value,
    std_error,
    is_printed
from risk_index
