-- How much a place in the ranking is worth: 90 percent of the bootstrap samples of
-- the national units put the region between rank_low and rank_high; leaving one
-- variable out at a time puts it between rank_low_leave_one_out and
-- rank_high_leave_one_out.
-- Grain: edition, region_code.

with total as (
    select * from {{ ref("int_risk_index_total") }}
),

rank_interval as (
    select * from {{ ref("int_risk_index_rank_interval") }}
),

leave_one_out as (
    select * from {{ ref("int_risk_index_leave_one_out") }}
),

without_one_variable as (
    select
        edition,
        region_code,
        min(rank) as rank_low,
        max(rank) as rank_high
    from leave_one_out
    group by edition, region_code
)

select
    total.edition,
    total.region_code,
    total.rank,
    cast(rank_interval.rank_low as bigint) as rank_low,
    cast(rank_interval.rank_high as bigint) as rank_high,
    rank_interval.total_low,
    rank_interval.total_high,
    cast(without_one_variable.rank_low as bigint) as rank_low_leave_one_out,
    cast(without_one_variable.rank_high as bigint) as rank_high_leave_one_out
from total
left join rank_interval
    on
        total.edition = rank_interval.edition
        and total.region_code = rank_interval.region_code
left join without_one_variable
    on
        total.edition = without_one_variable.edition
        and total.region_code = without_one_variable.region_code
