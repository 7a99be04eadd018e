-- Rule: a row that no region of the edition's division can use is rejected: kept and
-- counted here. Its code leads to no single region (a code that merged later than that
-- division, a split); or the region's other codes of the time are missing; or its
-- percentage cannot be added to those of the regions it merged with, or stands beside
-- one under the region's own code.
-- Source: definitions, registers, and residence.
-- Grain: edition, register, region_code, period_start, period_end, indicator.

with register_row as (
    select * from {{ ref("int_region_register_row") }}
),

region_code as (
    select * from {{ ref("int_edition_region_code") }}
),

coverage as (
    select * from {{ ref("int_region_coverage") }}
),

judged as (
    select
        region_code.edition,
        register_row.register,
        register_row.region_code,
        register_row.period_start,
        register_row.period_end,
        register_row.indicator,
        register_row.register_rows,
        case
            when not region_code.is_resolved then 'no_single_region'
            when register_row.region_code = region_code.region_code then null
            when coverage.register = 'region_indicator' and coverage.has_own_code
                then 'own_code_present'
            when coverage.coverage = 'incomplete' then 'incomplete_codes'
            when coverage.register = 'region_indicator' and coverage.codes_in_force > 1
                then 'percentage_of_merged_regions'
        end as set_aside_reason
    from register_row
    inner join region_code
        on register_row.region_code = region_code.register_region_code
    left join coverage
        on
            region_code.edition = coverage.edition
            and region_code.region_code = coverage.region_code
            and register_row.register = coverage.register
            and register_row.period_start = coverage.period_start
            and register_row.period_end = coverage.period_end
            and register_row.indicator = coverage.indicator
    where register_row.has_content
)

select
    edition,
    register,
    region_code,
    period_start,
    period_end,
    indicator,
    set_aside_reason,
    register_rows
from judged
where set_aside_reason is not null
