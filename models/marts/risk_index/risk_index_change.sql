-- What changed since an earlier edition, indicator by indicator, on the weights, the
-- scale and the division of the later one.
-- Grain: edition, compared_edition, region_code, variable.

with change as (
    select * from {{ ref("int_risk_index_change") }}
),

region_name as (
    select * from {{ ref("int_region_name") }}
)

select
    change.edition,
    change.compared_edition,
    change.region_code,
    change.variable,
    region_name.region_name,
    change.value_then,
    change.value_now,
    change.value_now - change.value_then as value_change,
    change.sub_index_then,
    change.sub_index_now,
    change.weight,
    change.weight * change.sub_index_then as points_then,
    change.weight * change.sub_index_now as points_now,
    change.weight * (change.sub_index_now - change.sub_index_then) as points_change,
    change.note
from change
left join region_name
    on change.region_code = region_name.region_code
