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

quality_cell as (
    select * from {{ ref("int_quality_cell") }}
),

person_cell as (
    select * from {{ ref("int_person_cell") }}
),

-- residents are those of every other count of them
resident_rows as (
    select
        year,
        sum(persons) as register_rows
    from person_cell
    where is_resident
    group by year
),

register_size as (
    select
        register_year.register,
        register_year.year,
        case
            when register_year.register = 'population'
                then coalesce(resident_rows.register_rows, 0)
            else register_year.register_rows
        end as register_rows
    from register_year
    left join resident_rows
        on register_year.year = resident_rows.year
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
    from quality_cell
    where kind = 'finding'
    group by register, year, rule
),

found_in_register as (
    select
        register_size.register,
        register_size.year,
        quality_rule.rule,
        coalesce(found.finding_rows, 0) as finding_rows,
        register_size.register_rows as base_rows
    from register_size
    inner join quality_rule
        on register_size.register = quality_rule.register
    left join found
        on
            register_size.register = found.register
            and register_size.year is not distinct from found.year
            and quality_rule.rule = found.rule
    where quality_rule.counted_among = 'register_rows'
),

found_at_risk as (
    select
        'person' as register,
        year,
        'immigrant_by_missing_field' as rule,
        {{ persons_who("is_decided_by_missing") }} as finding_rows,
        sum(persons) as base_rows
    from person_cell
    where is_at_risk
    group by year
    union all
    select
        'population' as register,
        year,
        'outcome_unexplained' as rule,
        -- unexplained at one level is unexplained at all
        {{ persons_who("outcome_municipality = 'unexplained'") }} as finding_rows,
        sum(persons) as base_rows
    from person_cell
    where is_at_risk
    group by year
),

rows_aside as (
    select
        register,
        year,
        sum(case when is_first_rule then register_rows else 0 end) as finding_rows
    from quality_cell
    where kind = 'row_set_aside'
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
        sum(register_rows) as finding_rows
    from quality_cell
    where kind <> 'finding'
    group by register, year, kind, rule
),

-- among all rows of the files, those set aside included
set_aside_in_register as (
    select
        set_aside.register,
        set_aside.year,
        set_aside.rule,
        set_aside.finding_rows,
        coalesce(register_size.register_rows, 0)
        + coalesce(rows_aside.finding_rows, 0) as base_rows
    from set_aside
    left join register_size
        on
            set_aside.register = register_size.register
            and set_aside.year is not distinct from register_size.year
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
    -- rounded, faults may be more than what was found
    cast(
        least(coalesce(expected_finding.expected_rows, 0), counted.finding_rows)
        as bigint
    ) as expected_rows,
    cast(counted.base_rows as bigint) as base_rows,
    100.0 * counted.finding_rows / counted.base_rows as share_percent
from counted
left join expected_finding
    on
        counted.register = expected_finding.register
        and counted.year is not distinct from expected_finding.year
        and counted.rule = expected_finding.rule
