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

measured_period as (
    select * from {{ ref("int_measured_period") }}
),

region_code as (
    select * from {{ ref("int_edition_region_code") }}
),

row_set_aside as (
    select * from {{ ref("int_region_row_set_aside") }}
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

lacking_value as (
    select
        edition,
        purpose,
        variable,
        region_code
    from risk_index_value
    where purpose in ('construction', 'index') and value is null
),

-- of rows that the register has for a unit without a value
reason_of_lacking as (
    select distinct
        lacking_value.edition,
        lacking_value.purpose,
        lacking_value.variable,
        row_set_aside.set_aside_reason
    from lacking_value
    inner join variable
        on
            lacking_value.edition = variable.edition
            and lacking_value.variable = variable.variable
    inner join measured_period
        on
            lacking_value.edition = measured_period.edition
            and lacking_value.purpose = measured_period.purpose
            and lacking_value.variable = measured_period.variable
    inner join region_code
        on
            lacking_value.edition = region_code.edition
            and lacking_value.region_code = region_code.region_code
    inner join row_set_aside
        on
            region_code.edition = row_set_aside.edition
            and region_code.register_region_code = row_set_aside.region_code
            and variable.register = row_set_aside.register
            and row_set_aside.indicator in (variable.variable, 'all')
            and measured_period.period_start <= row_set_aside.period_start
            and measured_period.period_end >= row_set_aside.period_end
),

reasons_of_variable as (
    select
        edition,
        purpose,
        variable,
        {{ text_list("set_aside_reason", "set_aside_reason") }} as reasons
    from reason_of_lacking
    group by edition, purpose, variable
),

units_of_variable as (
    select
        edition,
        purpose,
        variable,
        count(value) as units
    from risk_index_value
    where purpose in ('construction', 'index')
    group by edition, purpose, variable
    having count(value) < count(*)
),

lacking_variable as (
    select
        units_of_variable.edition,
        units_of_variable.purpose,
        units_of_variable.variable,
        units_of_variable.units,
        concat(
            units_of_variable.variable,
            ' in ',
            units_of_variable.units,
            case
                when reasons_of_variable.reasons is null then ''
                else concat(' (rows rejected: ', reasons_of_variable.reasons, ')')
            end
        ) as words
    from units_of_variable
    left join reasons_of_variable
        on
            units_of_variable.edition = reasons_of_variable.edition
            and units_of_variable.purpose = reasons_of_variable.purpose
            and units_of_variable.variable = reasons_of_variable.variable
),

lacking_in_words as (
    select
        edition,
        purpose,
        {{ text_list("words", "units, variable") }} as variables
    from lacking_variable
    group by edition, purpose
),

complete_units as (
    select
        edition,
        purpose,
        sum(case when is_complete then 1 else 0 end) as complete,
        count(*) as units,
        max(variables) as variables
    from unit
    group by edition, purpose
),

too_few_units as (
    select
        complete_units.edition,
        'all regional registers' as register,
        'value' as column_name,
        case complete_units.purpose
            when 'construction' then 'too few complete units to estimate the weights'
            else 'fewer than two complete units to rank'
        end as rule,
        complete_units.complete as affected_rows,
        concat(
            complete_units.complete,
            ' of ',
            complete_units.units,
            ' units are complete, ',
            complete_units.variables,
            ' variables',
            case
                when lacking_in_words.variables is null then ''
                else concat('; with a value: ', lacking_in_words.variables)
            end
        ) as examples
    from complete_units
    left join lacking_in_words
        on
            complete_units.edition = lacking_in_words.edition
            and complete_units.purpose = lacking_in_words.purpose
    where
        complete_units.complete
        <= case
            when complete_units.purpose = 'construction' then complete_units.variables
            else 1
        end
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
