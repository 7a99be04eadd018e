-- Rule: a published indicator of a region in the edition's division. Percentages of
-- regions that merged since cannot be added: the value published under the region's
-- own code counts, else that of the only older code; several older codes without one
-- of the region's own leave the value missing (is_resolved is false).
-- Source: contract 1, region_indicator.
-- Grain: edition, region_code, indicator, period_start, period_end.

with region_indicator as (
    select * from {{ ref("stg_region_indicator") }}
),

region_code as (
    select * from {{ ref("int_edition_region_code") }}
),

recoded as (
    select
        region_code.edition,
        region_code.region_code,
        region_indicator.indicator,
        region_indicator.period_start,
        region_indicator.period_end,
        region_indicator.value,
        region_indicator.region_code = region_code.region_code as is_own_code
    from region_indicator
    inner join region_code
        on region_indicator.region_code = region_code.register_region_code
    where region_code.is_resolved
),

chosen as (
    select
        edition,
        region_code,
        indicator,
        period_start,
        period_end,
        max(case when is_own_code then value end) as own_value,
        max(value) as any_value,
        count(*) as codes,
        max(case when is_own_code then 1 else 0 end) = 1 as has_own_code
    from recoded
    group by edition, region_code, indicator, period_start, period_end
)

select
    edition,
    region_code,
    indicator,
    period_start,
    period_end,
    has_own_code or codes = 1 as is_resolved,
    case
        when has_own_code then own_value
        when codes = 1 then any_value
    end as value
from chosen
