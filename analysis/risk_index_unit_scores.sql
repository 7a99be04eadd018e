-- What each unit's total is made of: value, sub-index and points per variable, and the
-- unit's place if that variable were left out. Not in the study.
-- Source: marts risk_index_score, risk_index, risk_index_leave_one_out.

with risk_index_score as (
    select * from {{ ref("risk_index_score") }}
),

risk_index as (
    select * from {{ ref("risk_index") }}
),

risk_index_leave_one_out as (
    select * from {{ ref("risk_index_leave_one_out") }}
)

select
    risk_index_score.region_code,
    risk_index_score.region_name,
    risk_index_score.variable,
    risk_index_score.value,
    risk_index_score.sub_index,
    100 * risk_index_score.weight as weight_percent,
    risk_index_score.weighted_points,
    100 * risk_index_score.weighted_points / nullif(risk_index.total, 0)
        as percent_of_total,
    risk_index_leave_one_out.rank as rank_without,
    risk_index_score.edition
from risk_index_score
inner join risk_index
    on
        risk_index_score.edition = risk_index.edition
        and risk_index_score.region_code = risk_index.region_code
left join risk_index_leave_one_out
    on
        risk_index_score.edition = risk_index_leave_one_out.edition
        and risk_index_score.region_code = risk_index_leave_one_out.region_code
        and risk_index_score.variable = risk_index_leave_one_out.variable_left_out
order by
    risk_index_score.edition asc,
    risk_index.rank asc nulls last,
    risk_index_score.region_code asc,
    risk_index_score.weighted_points desc,
    risk_index_score.variable asc
