-- Rule: a row whose region code leads to no single region of the edition's division (a
-- code that merged later than that division, a split), or whose percentage cannot be
-- added to that of the regions it merged with, is set aside: kept and counted here.
-- Source: contract 1; contract 2, residence.
-- Grain: edition, register, region_code, period_start, period_end, indicator.

with region_population as (
    select * from {{ ref("stg_region_population") }}
),

region_indicator as (
    select * from {{ ref("stg_region_indicator") }}
),

region_establishment as (
    select * from {{ ref("stg_region_establishment") }}
),

region_employment as (
    select * from {{ ref("stg_region_employment") }}
),

region_code as (
    select * from {{ ref("int_edition_region_code") }}
),

recoded_indicator as (
    select * from {{ ref("int_region_indicator") }}
),

register_row as (
    select
        'region_population' as register,
        region_code,
        year as period_start,
        year as period_end,
        'all' as indicator,
        count(*) as register_rows
    from region_population
    where persons > 0
    group by region_code, year
    union all
    select
        'region_establishment' as register,
        region_code,
        year as period_start,
        year as period_end,
        'all' as indicator,
        1 as register_rows
    from region_establishment
    union all
    select
        'region_employment' as register,
        region_code,
        year as period_start,
        year as period_end,
        'all' as indicator,
        1 as register_rows
    from region_employment
    union all
    select
        'region_indicator' as register,
        region_code,
        period_start,
        period_end,
        indicator,
        1 as register_rows
    from region_indicator
    where value is not null
)

select
    region_code.edition,
    register_row.register,
    register_row.region_code,
    register_row.period_start,
    register_row.period_end,
    register_row.indicator,
    case
        when region_code.is_resolved then 'percentage_of_merged_regions'
        else 'no_single_region'
    end as set_aside_reason,
    cast(register_row.register_rows as bigint) as register_rows
from register_row
inner join region_code
    on register_row.region_code = region_code.register_region_code
left join recoded_indicator
    on
        region_code.edition = recoded_indicator.edition
        and region_code.region_code = recoded_indicator.region_code
        and register_row.register = 'region_indicator'
        and register_row.indicator = recoded_indicator.indicator
        and register_row.period_start = recoded_indicator.period_start
        and register_row.period_end = recoded_indicator.period_end
where not region_code.is_resolved or not recoded_indicator.is_resolved
