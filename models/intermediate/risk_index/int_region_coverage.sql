-- Rule: a region of an edition's division is covered by its own code, or by all codes
-- that were in force in the period and lead to it. Some of those without the others
-- are incomplete; its own code beside older ones, or codes of two divisions, count the
-- same people twice. A part of a divided municipality is one of them (`has_part`). A
-- region that took in others under its own code was smaller while these had rows of
-- their own (`has_absorbed_code`).
-- Source: definitions, registers (codes in force on the row's date).
-- Grain: edition, register, region_code, period_start, period_end, indicator.

with register_row as (
    select * from {{ ref("int_region_register_row") }}
),

region_link as (
    select * from {{ ref("int_edition_region_link") }}
),

region_name as (
    select * from {{ ref("int_region_name") }}
),

period as (
    select distinct
        register,
        period_start,
        period_end,
        indicator
    from register_row
),

code_of_period as (
    select
        region_link.edition,
        period.register,
        region_link.region_code,
        period.period_start,
        period.period_end,
        period.indicator,
        region_link.register_region_code,
        coalesce(
            region_name.valid_from <= cast(concat(period.period_end, '-01-01') as date),
            true
        )
        and coalesce(
            region_name.valid_to > cast(concat(period.period_end, '-01-01') as date),
            true
        ) as is_in_force,
        region_link.register_region_code = region_link.region_code as is_own_code,
        region_link.is_whole,
        region_link.is_counted
    from region_link
    cross join period
    inner join region_name
        on region_link.register_region_code = region_name.region_code
),

code_in_register as (
    select
        code.edition,
        code.register,
        code.region_code,
        code.period_start,
        code.period_end,
        code.indicator,
        code.is_in_force,
        code.is_own_code,
        code.is_whole,
        register_row.register is not null and code.is_counted as is_found,
        coalesce(register_row.has_content, false) and code.is_counted as has_content
    from code_of_period as code
    left join register_row
        on
            code.register = register_row.register
            and code.register_region_code = register_row.region_code
            and code.period_start = register_row.period_start
            and code.period_end = register_row.period_end
            and code.indicator = register_row.indicator
),

counted as (
    select
        edition,
        register,
        region_code,
        period_start,
        period_end,
        indicator,
        count(case when is_in_force then 1 end) as in_force,
        count(case when is_found then 1 end) as found,
        count(case when is_found and is_in_force then 1 end) as found_in_force,
        count(case when has_content then 1 end) as filled,
        count(case when has_content and is_in_force then 1 end) as filled_in_force,
        count(case when is_found and is_own_code then 1 end) = 1 as has_own_code,
        count(case when has_content and is_own_code then 1 end) = 1 as has_own_content,
        count(case when is_in_force and not is_whole then 1 end) > 0 as has_part,
        count(case when is_in_force and is_own_code then 1 end) = 1
        and count(case when is_found and is_in_force and not is_own_code then 1 end) > 0
            as has_absorbed_code
    from code_in_register
    group by edition, register, region_code, period_start, period_end, indicator
)

select
    edition,
    register,
    region_code,
    period_start,
    period_end,
    indicator,
    has_own_code,
    cast(found as integer) as codes_found,
    cast(in_force as integer) as codes_in_force,
    has_part,
    has_absorbed_code,
    case
        when filled > filled_in_force and filled > 1 then 'counted_twice'
        when has_own_content or found_in_force = in_force then 'complete'
        when has_own_code and filled = 0 then 'complete'
        else 'incomplete'
    end as coverage
from counted
where found > 0
