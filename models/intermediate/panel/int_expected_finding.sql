-- Rule: what synthetic registers hold on purpose is told apart from what is really
-- wrong with them: findings about somebody whom the list of deliberate faults names,
-- and rows that are rejected, or values that count as missing, because of one.
-- Source: faulty_rows.csv beside synthetic registers.
-- Grain: register, year, rule. Nothing in other registers.

with faulty_row as (
    select * from {{ ref("stg_faulty_row") }}
),

rule_result as (
    select * from {{ ref("stg_rule_result") }}
),

finding as (
    select * from {{ ref("int_finding") }}
),

person_year as (
    select * from {{ ref("person_year") }}
),

faulty_person as (
    select distinct person_id
    from faulty_row
),

expected_finding as (
    select
        finding.register,
        finding.year,
        finding.rule,
        sum(finding.register_rows) as expected_rows
    from finding
    inner join faulty_person
        on finding.person_id = faulty_person.person_id
    group by finding.register, finding.year, finding.rule
),

expected_outcome as (
    select
        'population' as register,
        person_year.outcome_year as year,
        'outcome_unexplained' as rule,
        count(*) as expected_rows
    from person_year
    inner join faulty_person
        on person_year.person_id = faulty_person.person_id
    where person_year.outcome_municipality = 'unexplained'
    group by person_year.outcome_year
),

expected_at_the_check as (
    select
        register,
        year,
        case
            when column_name is null then 'row_set_aside'
            else column_name || ': ' || finding
        end as rule,
        expected_rows
    from rule_result
    where
        effect in ('row rejected', 'value counts as missing')
        and expected_rows > 0
)

select
    register,
    year,
    rule,
    cast(expected_rows as bigint) as expected_rows
from expected_finding
union all
select
    register,
    year,
    rule,
    cast(expected_rows as bigint) as expected_rows
from expected_outcome
union all
select
    register,
    year,
    rule,
    cast(expected_rows as bigint) as expected_rows
from expected_at_the_check
