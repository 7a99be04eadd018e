-- Rule: rows of registers that break a rule are counted by register, year and rule:
-- rows that the warehouse found something in, rows that were rejected when the
-- registers were read, and rows of which a value was. A row that breaks several rules
-- is counted under each; the first of them counts it among all that were rejected.
-- Source: Langsrud and Heldal 2018, as int_person_cell.
-- Grain: register, year, kind, rule, is_first_rule.

with finding as (
    select * from {{ ref("int_finding") }}
),

row_set_aside as (
    select * from {{ ref("stg_register_row_set_aside") }}
),

value_set_aside as (
    select * from {{ ref("stg_register_value_set_aside") }}
),

broken_rule as (
    select
        register,
        year,
        'finding' as kind,
        rule,
        true as is_first_rule,
        register_rows
    from finding
    union all
    select
        register,
        year,
        'row_set_aside' as kind,
        column_name || ': ' || rule as rule,
        is_first_rule,
        register_rows
    from row_set_aside
    union all
    select
        register,
        year,
        'value_set_aside' as kind,
        column_name || ': ' || rule as rule,
        true as is_first_rule,
        register_rows
    from value_set_aside
)

select
    register,
    year,
    kind,
    rule,
    is_first_rule,
    cast(sum(register_rows) as bigint) as register_rows
from broken_rule
group by register, year, kind, rule, is_first_rule
