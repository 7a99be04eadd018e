-- Rule: a finding is one or more comparisons, and each of them is made for the years it
-- is said of and, where it is said of several groups, for each code of a list. What is
-- compared is a number (value), the difference of two or their ratio, and it holds
-- within its limits. With a standard error it is too uncertain when the nearest limit
-- is less than two errors away, on either side. Two numbers count as independent: two
-- terms of a model share its reference, so the error of their difference is rather too
-- large. A reference category is 0 (no right_key). The printed numbers are compared
-- likewise, by their value alone.
-- Source: seeds finding and finding_comparison; delta method for ratios.
-- Grain: finding_id, comparison, code, outcome_year.

with quantity as (
    select * from {{ ref("int_stated_quantity") }}
),

finding_comparison as (
    select * from {{ ref("finding_comparison") }}
),

stated_code as (
    select * from {{ ref("int_stated_code") }}
),

known_year as (
    select distinct outcome_year
    from quantity
    where outcome_year is not null
    union
    select year_from as outcome_year
    from finding_comparison
    where year_from is not null
    union
    select year_to as outcome_year
    from finding_comparison
    where year_to is not null
),

of_code as (
    select
        comparison.*,
        stated_code.code
    from finding_comparison as comparison
    left join stated_code
        on
            comparison.for_each = stated_code.list_name
            and coalesce(comparison.except_codes, '')
            not like '%' || stated_code.code || '%'
),

of_year as (
    select
        of_code.finding_id,
        of_code.comparison,
        of_code.code,
        of_code.mart,
        of_code.measure,
        coalesce(of_code.right_measure, of_code.measure) as right_measure,
        replace(of_code.left_key, '{code}', coalesce(of_code.code, '')) as left_key,
        replace(of_code.right_key, '{code}', coalesce(of_code.code, ''))
            as right_key,
        known_year.outcome_year,
        coalesce(of_code.right_year, known_year.outcome_year) as right_year,
        of_code.operation,
        of_code.stated,
        of_code.limit_low,
        of_code.limit_high
    from of_code
    left join known_year
        on known_year.outcome_year between of_code.year_from and of_code.year_to
),

paired as (
    select
        of_year.*,
        own_left.value as left_value,
        coalesce(own_left.std_error, 0) as left_error,
        case when of_year.right_key is null then 0 else own_right.value end
            as right_value,
        coalesce(own_right.std_error, 0) as right_error,
        printed_left.value as printed_left,
        case when of_year.right_key is null then 0 else printed_right.value end
            as printed_right
    from of_year
    left join quantity as own_left
        on
            not own_left.is_printed
            and of_year.mart = own_left.mart
            and of_year.measure = own_left.measure
            and of_year.outcome_year is not distinct from own_left.outcome_year
            and of_year.left_key = own_left.row_key
    left join quantity as own_right
        on
            not own_right.is_printed
            and of_year.mart = own_right.mart
            and of_year.right_measure = own_right.measure
            and of_year.right_year is not distinct from own_right.outcome_year
            and of_year.right_key = own_right.row_key
    left join quantity as printed_left
        on
            printed_left.is_printed
            and of_year.mart = printed_left.mart
            and of_year.measure = printed_left.measure
            and of_year.outcome_year is not distinct from printed_left.outcome_year
            and of_year.left_key = printed_left.row_key
    left join quantity as printed_right
        on
            printed_right.is_printed
            and of_year.mart = printed_right.mart
            and of_year.right_measure = printed_right.measure
            and of_year.right_year is not distinct from printed_right.outcome_year
            and of_year.right_key = printed_right.row_key
),

compared as (
    select
        *,
        case operation
            when 'value' then left_value
            when 'difference' then left_value - right_value
            when 'ratio' then left_value / nullif(right_value, 0)
        end as estimate,
        case operation
            when 'value' then left_error
            when 'difference'
                then sqrt(left_error * left_error + right_error * right_error)
            when 'ratio'
                then
                    sqrt(
                        power(left_error / nullif(right_value, 0), 2)
                        + power(
                            left_value * right_error
                            / nullif(right_value * right_value, 0), 2
                        )
                    )
        end as std_error,
        case operation
            when 'value' then printed_left
            when 'difference' then printed_left - printed_right
            when 'ratio' then printed_left / nullif(printed_right, 0)
        end as printed
    from paired
),

judged as (
    select
        *,
        -- how far inside the nearest limit; negative outside
        least(
            coalesce(estimate - limit_low, limit_high - estimate),
            coalesce(limit_high - estimate, estimate - limit_low)
        ) as margin
    from compared
)

select
    finding_id,
    comparison,
    code,
    outcome_year,
    left_key,
    right_key,
    stated,
    limit_low,
    limit_high,
    estimate,
    std_error,
    margin,
    case
        when estimate is null then 'not_available'
        when abs(margin) < 2 * std_error then 'too_uncertain'
        when margin < 0 then 'does_not_hold'
        else 'holds'
    end as status,
    printed,
    -- decimal fractions that are printed alike may lie a little apart
    coalesce(
        printed < limit_low - 1e-9 or printed > limit_high + 1e-9, false
    ) as is_contradicted_in_print
from judged
