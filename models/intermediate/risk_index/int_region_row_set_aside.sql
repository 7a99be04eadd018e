-- Rule: a row in a period of an edition that no region of its division can use is set
-- aside: kept and counted here. Its code leads to no single region (a code that merged
-- later than that division, a split that is not shared out); or the region's other
-- codes of the time are missing; or its percentage cannot be added to those of the
-- regions it merged with, or stands beside one of the whole region under its own code.
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

part as (
    select * from {{ ref("int_edition_region_part") }}
),

period as (
    select * from {{ ref("int_edition_register_period") }}
),

edition_with_data as (
    select * from {{ ref("int_edition_with_data") }}
),

shared_out as (
    select distinct
        edition,
        register_region_code
    from part
    where is_shared_out
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
            when
                shared_out.edition is not null
                and register_row.register <> 'region_indicator'
                then null
            when not region_code.is_resolved then 'no_single_region'
            when
                coverage.register = 'region_indicator'
                and coverage.has_absorbed_code
                then 'percentage_of_merged_regions'
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
    inner join edition_with_data
        on region_code.edition = edition_with_data.edition
    inner join period
        on
            region_code.edition = period.edition
            and register_row.register = period.register
            and register_row.indicator = period.indicator
            and register_row.period_start = period.period_start
            and register_row.period_end = period.period_end
    left join shared_out
        on
            region_code.edition = shared_out.edition
            and register_row.region_code = shared_out.register_region_code
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
