-- How many rows of each register and year break each rule, and what share: what the
-- warehouse found, and what was set aside when the registers were read. The rows
-- themselves are in int_finding and stg_register_..._set_aside, which are restricted.
-- Grain: register, year, rule.

with register_year as (
    select * from {{ ref("int_register_year") }}
),

quality_rule as (
    select * from {{ ref("quality_rule") }}
),

finding as (
    select * from {{ ref("int_finding") }}
),

person_at_risk as (
    select * from {{ ref("int_person_at_risk") }}
),

person_year as (
    select * from {{ ref("person_year") }}
),

row_set_aside as (
    select * from {{ ref("stg_register_row_set_aside") }}
),

value_set_aside as (
    select * from {{ ref("stg_register_value_set_aside") }}
),

expected_finding as (
    select * from {{ ref("int_expected_finding") }}
),

found as (
    select
        register,
        year,
        rule,
        sum(register_rows) as finding_rows
    from finding
    group by register, year, rule
),

found_in_register as (
    select
        register_year.register,
        register_year.year,
        quality_rule.rule,
        coalesce(found.finding_rows, 0) as finding_rows,
        register_year.register_rows as base_rows
    from register_year
    inner join quality_rule
        on register_year.register = quality_rule.register
    left join found
        on
            register_year.register = found.register
            and register_year.year is not distinct from found.year
            and quality_rule.rule = found.rule
    where quality_rule.counted_among = 'register_rows'
),

found_at_risk as (
    select
        'person' as register,
        outcome_year as year,
        'immigrant_by_missing_field' as rule,
        count(*) filter (where is_decided_by_missing) as finding_rows,
        count(*) as base_rows
    from person_at_risk
    group by outcome_year
    union all
    select
        'population' as register,
        outcome_year as year,
        'outcome_unexplained' as rule,
        -- unexplained at one level is unexplained at all
        count(*) filter (where outcome_municipality = 'unexplained') as finding_rows,
        count(*) as base_rows
    from person_year
    group by outcome_year
),

row_aside as (
    select
        register,
        year,
        column_name || ': ' || rule as rule,
        sum(register_rows) as finding_rows,
        sum(case when is_first_rule then register_rows else 0 end) as counted_once
    from row_set_aside
    group by register, year, column_name || ': ' || rule
),

rows_aside as (
    select
        register,
        year,
        sum(counted_once) as finding_rows
    from row_aside
    group by register, year
),

set_aside as (
    select
        register,
        year,
        'row_set_aside' as rule,
        finding_rows
    from rows_aside
    union all
    select
        register,
        year,
        rule,
        finding_rows
    from row_aside
    union all
    select
        register,
        year,
        column_name || ': ' || rule as rule,
        sum(register_rows) as finding_rows
    from value_set_aside
    group by register, year, column_name || ': ' || rule
),

-- among all rows of the files, those set aside included
set_aside_in_register as (
    select
        set_aside.register,
        set_aside.year,
        set_aside.rule,
        set_aside.finding_rows,
        coalesce(register_year.register_rows, 0)
        + coalesce(rows_aside.finding_rows, 0) as base_rows
    from set_aside
    left join register_year
        on
            set_aside.register = register_year.register
            and set_aside.year is not distinct from register_year.year
    left join rows_aside
        on
            set_aside.register = rows_aside.register
            and set_aside.year is not distinct from rows_aside.year
),

counted as (
    select
        register,
        year,
        rule,
        finding_rows,
        base_rows
    from found_in_register
    union all
    select
        register,
        year,
        rule,
        finding_rows,
        base_rows
    from found_at_risk
    union all
    select
        register,
        year,
        rule,
        finding_rows,
        base_rows
    from set_aside_in_register
    -- a year that was never built has no rows to be a share of
    where base_rows > 0
)

select
    counted.register,
    counted.year,
    counted.rule,
    cast(counted.finding_rows as bigint) as finding_rows,
    coalesce(expected_finding.expected_rows, 0) as expected_rows,
    cast(counted.base_rows as bigint) as base_rows,
    100.0 * counted.finding_rows / counted.base_rows as share_percent
from counted
left join expected_finding
    on
        counted.register = expected_finding.register
        and counted.year is not distinct from expected_finding.year
        and counted.rule = expected_finding.rule
