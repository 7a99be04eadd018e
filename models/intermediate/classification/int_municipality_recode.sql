-- Rule: a municipality code of any date is placed in the division of another date by
-- following the changes of code: forward when it went out of force before that date,
-- backward when it came into force after it. A mere change of code, and a merger
-- followed forward, lead to one code; a split followed forward or a merger followed
-- backward leads to several, and such a code is reported as unresolved, not guessed.
-- Followed backward, a code that took in another while it lived on (5001 Trondheim took
-- in Klæbu in 2020) stands for other places after that day than before: it has a row
-- for each, with the days it is for where they lead to different codes.
-- Source: report 2.2 and appendix A; changes in seed municipality_change.
-- Grain: division_date, municipality_code, used_from.

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

taken_in as (
    select distinct
        municipality_change.new_code as municipality_code,
        municipality_change.change_date as used_from
    from municipality_change
    inner join municipality
        on municipality_change.new_code = municipality.municipality_code
    where municipality_change.change_date > municipality.valid_from
),

began as (
    select
        municipality_code,
        cast(null as date) as used_from
    from municipality
    union all
    select
        municipality_code,
        used_from
    from taken_in
),

use_of_code as (
    select
        municipality_code,
        used_from,
        lead(used_from) over (
            partition by municipality_code
            order by used_from nulls first
        ) as used_to
    from began
),

step as (
    select
        code_in_division.division_date,
        use_of_code.municipality_code,
        use_of_code.used_from,
        use_of_code.municipality_code as reached_code,
        coalesce(use_of_code.used_to, date '9999-12-31') as before_date,
        code_in_division.is_past,
        code_in_division.is_future
    from code_in_division
    inner join use_of_code
        on code_in_division.municipality_code = use_of_code.municipality_code
    -- elsewhere a code leads to the same place all the time
    where code_in_division.is_future or use_of_code.used_from is null
    union all
    select
        step.division_date,
        step.municipality_code,
        step.used_from,
        case
            when step.is_past then change.new_code
            else change.old_code
        end as reached_code,
        case
            when step.is_past then step.before_date
            else change.change_date
        end as before_date,
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
            and step.before_date > change.change_date
        )
),

reached_in_division as (
    select
        step.division_date,
        step.municipality_code,
        step.used_from,
        case
            when not reached.is_past and not reached.is_future then step.reached_code
        end as reached_code
    from step
    inner join code_in_division as reached
        on
            step.division_date = reached.division_date
            and step.reached_code = reached.municipality_code
),

placed as (
    select
        division_date,
        municipality_code,
        used_from,
        cast(count(distinct reached_code) as integer) as candidates,
        case when count(distinct reached_code) = 1 then min(reached_code) end
            as recoded_code
    from reached_in_division
    group by division_date, municipality_code, used_from
),

compared as (
    select
        division_date,
        municipality_code,
        used_from,
        candidates,
        recoded_code,
        lag(candidates) over (
            partition by division_date, municipality_code
            order by used_from nulls first
        ) as earlier_candidates
    from placed
),

-- a later use that leads to the same code is no other place
changed as (
    select
        division_date,
        municipality_code,
        used_from,
        candidates,
        recoded_code
    from compared
    where used_from is null or candidates <> earlier_candidates
)

select
    division_date,
    municipality_code,
    used_from,
    lead(used_from) over (
        partition by division_date, municipality_code
        order by used_from nulls first
    ) as used_to,
    candidates = 1 as is_resolved,
    recoded_code,
    candidates
from changed
