-- Rule: a published indicator of a region in the edition's division. Percentages of
-- regions that merged since cannot be added: the value published under the region's
-- own code counts, suppressed or not, unless regions that it took in have values of
-- their own beside it; else that of the only code that was in force and leads to it,
-- unless that was divided; else it is missing (is_resolved is false).
-- Source: definitions, registers (region_indicator).
-- Grain: edition, region_code, indicator, period_start, period_end.

with region_indicator as (
    select * from {{ ref("stg_region_indicator") }}
),

region_code as (
    select * from {{ ref("int_edition_region_code") }}
),

coverage as (
    select * from {{ ref("int_region_coverage") }}
),

recoded as (
    select
        coverage.edition,
        coverage.region_code,
        coverage.indicator,
        coverage.period_start,
        coverage.period_end,
        coverage.has_own_code,
        (
            coverage.has_own_code
            and not coalesce(coverage.has_absorbed_code, false)
        )
        or (
            coverage.coverage = 'complete'
            and coverage.codes_found = 1
            and coverage.codes_in_force = 1
            and not coalesce(coverage.has_part, false)
        ) as is_resolved,
        region_indicator.value,
        region_indicator.region_code = coverage.region_code as is_own_code
    from coverage
    inner join region_code
        on
            coverage.edition = region_code.edition
            and coverage.region_code = region_code.region_code
    inner join region_indicator
        on
            region_code.register_region_code = region_indicator.region_code
            and coverage.indicator = region_indicator.indicator
            and coverage.period_start = region_indicator.period_start
            and coverage.period_end = region_indicator.period_end
    where coverage.register = 'region_indicator'
)

select
    edition,
    region_code,
    indicator,
    period_start,
    period_end,
    is_resolved,
    max(case when is_resolved and (is_own_code or not has_own_code) then value end)
        as value
from recoded
group by edition, region_code, indicator, period_start, period_end, is_resolved
