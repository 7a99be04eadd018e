-- Total and place of each region when the index is put together in another way: equal
-- weights, weights of the first principal component, geometric mean, z-scores, each
-- variable left out.
-- Grain: edition, alternative, region_code.

with alternative as (
    select * from {{ ref("int_risk_index_alternative") }}
),

total as (
    select * from {{ ref("int_risk_index_total") }}
),

region_name as (
    select * from {{ ref("int_region_name") }}
)

select
    alternative.edition,
    alternative.alternative,
    alternative.region_code,
    alternative.variable_left_out,
    region_name.region_name,
    alternative.total,
    cast(alternative.rank as bigint) as rank,
    total.rank as rank_in_index,
    cast(alternative.rank - total.rank as bigint) as rank_shift
from alternative
inner join total
    on
        alternative.edition = total.edition
        and alternative.region_code = total.region_code
left join region_name
    on alternative.region_code = region_name.region_code
