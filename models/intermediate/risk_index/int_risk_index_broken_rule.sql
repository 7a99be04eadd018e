-- Rule: an index can be made when its variables vary, enough units are complete
-- and nobody is counted twice. Each row here is a rule that the registers break; the
-- construction does not start while there are any (macro stop_on_broken_rules).
-- Source: definitions, risk index; definitions, registers (regional registers).
-- Grain: edition, register, column_name, rule.

with risk_index_value as (
    select * from {{ ref("int_risk_index_value") }}
),

variable as (
    select * from {{ ref("risk_index_variable") }}
),

coverage as (
    select * from {{ ref("int_region_coverage") }}
),

register_period as (
    select * from {{ ref("int_edition_register_period") }}
),

edition_with_data as (
    select * from {{ ref("int_edition_with_data") }}
),

unit as (
    select
        edition,
        purpose,
        region_code,
        count(*) = count(value) as is_complete,
        count(*) as variables
    from risk_index_value
    where purpose in ('construction', 'index')
    group by edition, purpose, region_code
),

complete_value as (
    select
        risk_index_value.edition,
        risk_index_value.purpose,
        risk_index_value.variable,
        risk_index_value.value
    from risk_index_value
    inner join unit
        on
            risk_index_value.edition = unit.edition
            and risk_index_value.purpose = unit.purpose
            and risk_index_value.region_code = unit.region_code
    where unit.is_complete
),

constant_variable as (
    select
        complete_value.edition,
        variable.register,
        complete_value.variable as column_name,
        'constant over all complete units in the '
        || complete_value.purpose as rule,
        count(*) as affected_rows,
        concat('value ', min(complete_value.value)) as examples
    from complete_value
    inner join variable
        on
            complete_value.edition = variable.edition
            and complete_value.variable = variable.variable
    group by
        complete_value.edition,
        complete_value.purpose,
        complete_value.variable,
        variable.register
    having min(complete_value.value) = max(complete_value.value)
),

too_few_units as (
    select
        edition,
        'all regional registers' as register,
        'value' as column_name,
        case purpose
            when 'construction' then 'too few complete units to estimate the weights'
            else 'fewer than two complete units to rank'
        end as rule,
        sum(case when is_complete then 1 else 0 end) as affected_rows,
        concat(
            sum(case when is_complete then 1 else 0 end),
            ' of ',
            count(*),
            ' units are complete, ',
            max(variables),
            ' variables'
        ) as examples
    from unit
    group by edition, purpose
    having
        sum(case when is_complete then 1 else 0 end)
        <= max(case when purpose = 'construction' then variables else 1 end)
),

counted_twice as (
    select
        coverage.edition,
        coverage.register,
        'region_code' as column_name,
        'a region has rows under codes of two divisions in the same year' as rule,
        count(*) as affected_rows,
        min(
            concat('year=', coverage.period_start, ' region ', coverage.region_code)
        ) as examples
    from coverage
    inner join register_period
        on
            coverage.edition = register_period.edition
            and coverage.register = register_period.register
            and coverage.period_start = register_period.period_start
    inner join edition_with_data
        on coverage.edition = edition_with_data.edition
    where
        coverage.coverage = 'counted_twice'
        and coverage.register <> 'region_indicator'
    group by coverage.edition, coverage.register
)

select
    edition,
    register,
    column_name,
    rule,
    affected_rows,
    examples
from constant_variable
union all
select
    edition,
    register,
    column_name,
    rule,
    affected_rows,
    examples
from too_few_units
union all
select
    edition,
    register,
    column_name,
    rule,
    affected_rows,
    examples
from counted_twice
