-- The ranking with what a place in it is worth: 90 percent of the bootstrap samples of
-- the national units put the unit between rank_low and rank_high, leaving one variable
-- out at a time between rank_low_leave_one_out and rank_high_leave_one_out.
-- heaviest_variable gives the unit most points. Not in the study.
-- Source: marts risk_index, risk_index_rank_interval and risk_index_score.

with risk_index as (
    select * from {{ ref("risk_index") }}
),

risk_index_rank_interval as (
    select * from {{ ref("risk_index_rank_interval") }}
),

risk_index_score as (
    select * from {{ ref("risk_index_score") }}
),

heaviest_by_unit as (
    select
        edition,
        region_code,
        arg_max(variable, weighted_points) as heaviest_variable
    from risk_index_score
    group by edition, region_code
)

select
    risk_index.rank,
    risk_index.region_code,
    risk_index.region_name,
    risk_index.region_type,
    risk_index.total,
    risk_index.risk_band,
    risk_index_rank_interval.rank_low,
    risk_index_rank_interval.rank_high,
    risk_index_rank_interval.rank_low_leave_one_out,
    risk_index_rank_interval.rank_high_leave_one_out,
    risk_index_rank_interval.total_low,
    risk_index_rank_interval.total_high,
    heaviest_by_unit.heaviest_variable,
    risk_index.edition
from risk_index
left join risk_index_rank_interval
    on
        risk_index.edition = risk_index_rank_interval.edition
        and risk_index.region_code = risk_index_rank_interval.region_code
left join heaviest_by_unit
    on
        risk_index.edition = heaviest_by_unit.edition
        and risk_index.region_code = heaviest_by_unit.region_code
order by risk_index.edition, risk_index.rank nulls last, risk_index.region_name
