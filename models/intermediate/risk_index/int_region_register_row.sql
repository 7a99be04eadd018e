-- Rule: which region codes a regional register has in which period. A row of zeros or a
-- suppressed value has no content: tables often list codes of other years so.
-- Source: definitions, registers (regional registers).
-- Grain: register, region_code, period_start, period_end, indicator.

with region_population as (
    select * from {{ ref("stg_region_population") }}
),

region_establishment as (
    select * from {{ ref("stg_region_establishment") }}
),

region_employment as (
    select * from {{ ref("stg_region_employment") }}
),

region_indicator as (
    select * from {{ ref("stg_region_indicator") }}
)

select
    'region_population' as register,
    region_code,
    year as period_start,
    year as period_end,
    'all' as indicator,
    cast(count(*) as bigint) as register_rows,
    sum(persons) > 0 as has_content
from region_population
group by region_code, year
union all
select
    'region_establishment' as register,
    region_code,
    year as period_start,
    year as period_end,
    'all' as indicator,
    cast(1 as bigint) as register_rows,
    establishments > 0 as has_content
from region_establishment
union all
select
    'region_employment' as register,
    region_code,
    year as period_start,
    year as period_end,
    'all' as indicator,
    cast(1 as bigint) as register_rows,
    employed_by_workplace + employed_by_residence > 0 as has_content
from region_employment
union all
select
    'region_indicator' as register,
    region_code,
    period_start,
    period_end,
    indicator,
    cast(1 as bigint) as register_rows,
    value is not null as has_content
from region_indicator
