-- Rule: a municipality code of any date is placed in the division of another date by
-- following the changes of code: forward when it went out of force before that date,
-- backward when it came into force after it. A mere change of code, and a merger
-- followed forward, lead to one code; a split followed forward or a merger followed
-- backward leads to several, and such a code is reported as unresolved, not guessed.
-- Source: report 2.2 and appendix A; changes in seed municipality_change.
-- Grain: division_date, municipality_code.

with recursive municipality as (
    select * from {{ ref("municipality") }}
),

municipality_change as (
    select * from {{ ref("municipality_change") }}
),

division as (
    select cast('{{ var("residence_division_date") }}' as date) as division_date
    union
    select division_date from {{ ref("risk_index_edition") }}
),

code_in_division as (
    select
        division.division_date,
        municipality.municipality_code,
        coalesce(municipality.valid_to <= division.division_date, false) as is_past,
        coalesce(municipality.valid_from > division.division_date, false) as is_future
    from division
    cross join municipality
),

step as (
    select
        division_date,
        municipality_code,
        municipality_code as reached_code,
        is_past,
        is_future
    from code_in_division
    union
    select
        step.division_date,
        step.municipality_code,
        case
            when step.is_past then change.new_code
            else change.old_code
        end as reached_code,
        step.is_past,
        step.is_future
    from step
    inner join municipality_change as change
        on (
            step.is_past
            and step.reached_code = change.old_code
            and step.division_date >= change.change_date
        )
        or (
            step.is_future
            and step.reached_code = change.new_code
            and step.division_date < change.change_date
        )
),

reached_in_division as (
    select
        step.division_date,
        step.municipality_code,
        step.reached_code
    from step
    inner join code_in_division
        on
            step.division_date = code_in_division.division_date
            and step.reached_code = code_in_division.municipality_code
    where not code_in_division.is_past and not code_in_division.is_future
)

select
    code_in_division.division_date,
    code_in_division.municipality_code,
    count(distinct reached.reached_code) = 1 as is_resolved,
    case
        when count(distinct reached.reached_code) = 1 then min(reached.reached_code)
    end as recoded_code,
    cast(count(distinct reached.reached_code) as integer) as candidates
from code_in_division
left join reached_in_division as reached
    on
        code_in_division.division_date = reached.division_date
        and code_in_division.municipality_code = reached.municipality_code
group by code_in_division.division_date, code_in_division.municipality_code
