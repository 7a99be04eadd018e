-- Rule: an index can be made when its variables vary, enough units are complete
-- and nobody is counted twice. Each row here is a rule that the registers break; the
-- construction does not start while there are any (macro stop_on_broken_rules).
-- Source: contract 2, risk index; contract 1, regional registers.
-- Grain: edition, register, column_name, rule.

with risk_index_value as (
    select * from {{ ref("int_risk_index_value") }}
),

variable as (
    select * from {{ ref("risk_index_variable") }}
),

region_population as (
    select * from {{ ref("stg_region_population") }}
),

municipality as (
    select * from {{ ref("municipality") }}
),

municipality_change as (
    select * from {{ ref("municipality_change") }}
),

unit as (
    select
        edition,
        purpose,
        region_code,
        count(*) = count(value) as is_complete,
        count(*) as variables
    from risk_index_value
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
        'fewer complete units than variables in the construction' as rule,
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
    where purpose = 'construction'
    group by edition
    having sum(case when is_complete then 1 else 0 end) <= max(variables)
),

residents as (
    select
        year,
        region_code,
        sum(persons) as persons
    from region_population
    group by year, region_code
    having sum(persons) > 0
),

counted_twice as (
    select
        'all' as edition,
        'region_population' as register,
        'region_code' as column_name,
        'residents are counted under an old code and its new one in the same year'
            as rule,
        count(*) as affected_rows,
        min(
            concat(
                'year=', older.year, ' ', older.region_code, ' and ', newer.region_code
            )
        ) as examples
    from municipality_change
    inner join residents as older
        on municipality_change.old_code = older.region_code
    inner join residents as newer
        on
            municipality_change.new_code = newer.region_code
            and older.year = newer.year
    inner join municipality
        on municipality_change.new_code = municipality.municipality_code
    where
        municipality.valid_from = municipality_change.change_date
        or cast(concat(older.year, '-01-01') as date) >= municipality_change.change_date
    having count(*) > 0
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
