-- Whom the registers of persons hold in a year, told from the data: everybody, or
-- families of immigrants only, by the share born abroad (seed register_coverage_rule).
-- Grain: year.

with resident_profile as (
    select * from {{ ref("resident_profile") }}
),

register_coverage_rule as (
    select * from {{ ref("register_coverage_rule") }}
),

resident_total as (
    select
        year,
        sum(residents) as residents,
        sum(case when is_born_abroad then residents else 0 end) as born_abroad,
        sum(case when is_immigrant then residents else 0 end) as immigrants,
        sum(case when is_born_abroad is null then residents else 0 end)
            as residents_not_in_person
    from resident_profile
    group by year
)

select
    resident_total.year,
    cast(resident_total.residents as bigint) as residents,
    cast(resident_total.born_abroad as bigint) as born_abroad,
    cast(resident_total.immigrants as bigint) as immigrants,
    cast(resident_total.residents_not_in_person as bigint) as residents_not_in_person,
    cast(100.0 * resident_total.born_abroad / resident_total.residents as double)
        as born_abroad_percent,
    register_coverage_rule.coverage
from resident_total
inner join register_coverage_rule
    on
        100.0 * resident_total.born_abroad / resident_total.residents
        >= register_coverage_rule.born_abroad_from
        and (
            100.0 * resident_total.born_abroad / resident_total.residents
            < register_coverage_rule.born_abroad_below
            or register_coverage_rule.born_abroad_below is null
        )
