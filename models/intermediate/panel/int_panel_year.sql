-- Rule: an outcome year is in the panel when the population has its 1 January and the
-- next, and education, enrolment, employment and unemployment have the base year, the
-- year before. Every outcome year that some of them would need is listed, with the
-- registers and years it lacks.
-- Source: definitions, persons at risk; report 1.2 and 5.2.
-- Grain: outcome_year.

with register_year as (
    select * from {{ ref("int_register_year") }}
),

panel_requirement as (
    select * from {{ ref("panel_requirement") }}
),

known_year as (
    select distinct register_year.year - requirement.year_offset as outcome_year
    from register_year
    inner join panel_requirement as requirement
        on register_year.register = requirement.register
    where requirement.year_offset <= 0
),

needed as (
    select
        known_year.outcome_year,
        requirement.register,
        known_year.outcome_year + requirement.year_offset as year
    from known_year
    cross join panel_requirement as requirement
),

lacking as (
    select
        needed.outcome_year,
        needed.register || ' ' || cast(needed.year as string) as register_and_year
    from needed
    left join register_year
        on
            needed.register = register_year.register
            and needed.year = register_year.year
    where register_year.register is null
),

left_out as (
    select
        outcome_year,
        {{ text_list("register_and_year", "register_and_year") }} as missing_registers
    from lacking
    group by outcome_year
)

select
    known_year.outcome_year,
    known_year.outcome_year - 1 as base_year,
    left_out.outcome_year is null as is_in_panel,
    left_out.missing_registers
from known_year
left join left_out
    on known_year.outcome_year = left_out.outcome_year
