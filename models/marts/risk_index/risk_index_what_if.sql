-- What if: how far each indicator of a ranked unit would have to move, all else equal,
-- for the unit to reach the next band or so many places (ten) up or down.
-- Grain: edition, region_code, variable, target.

with what_if as (
    select * from {{ ref("int_risk_index_what_if") }}
),

region_name as (
    select * from {{ ref("int_region_name") }}
)

select
    what_if.edition,
    what_if.region_code,
    what_if.variable,
    what_if.target,
    region_name.region_name,
    what_if.target_band,
    what_if.target_rank,
    what_if.target_total,
    what_if.points_needed,
    what_if.value,
    what_if.value_needed,
    what_if.value_needed - what_if.value as value_change,
    what_if.sub_index_needed,
    what_if.note
from what_if
left join region_name
    on what_if.region_code = region_name.region_code
