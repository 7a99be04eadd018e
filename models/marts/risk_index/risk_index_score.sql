-- What the index is made of: each region's value, sub-index and points per variable.
-- Grain: edition, region_code, variable.

with sub_index as (
    select * from {{ ref("int_risk_index_sub_index") }}
),

weight as (
    select * from {{ ref("int_risk_index_weight") }}
),

region_name as (
    select * from {{ ref("int_region_name") }}
)

select
    sub_index.edition,
    sub_index.region_code,
    sub_index.variable,
    region_name.region_name,
    sub_index.value,
    sub_index.sub_index,
    weight.weight,
    weight.weight * sub_index.sub_index as weighted_points
from sub_index
inner join weight
    on
        sub_index.edition = weight.edition
        and sub_index.variable = weight.variable
left join region_name
    on sub_index.region_code = region_name.region_code
