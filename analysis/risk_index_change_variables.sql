-- What changed since an earlier edition, indicator by indicator; without an earlier one
-- the values of now alone.
-- Source: marts risk_index_score and risk_index_change.

with risk_index_score as (
    select * from {{ ref("risk_index_score") }}
),

risk_index_change as (
    select * from {{ ref("risk_index_change") }}
),

risk_index_variable as (
    select * from {{ ref("risk_index_variable") }}
)

select
    risk_index_score.edition,
    risk_index_change.compared_edition,
    risk_index_score.region_code,
    risk_index_score.region_name,
    risk_index_score.variable,
    risk_index_change.value_then,
    risk_index_score.value as value_now,
    risk_index_change.points_then,
    risk_index_score.weighted_points as points_now,
    risk_index_change.points_change,
    risk_index_change.note
from risk_index_score
inner join risk_index_variable
    on
        risk_index_score.edition = risk_index_variable.edition
        and risk_index_score.variable = risk_index_variable.variable
left join risk_index_change
    on
        risk_index_score.edition = risk_index_change.edition
        and risk_index_score.region_code = risk_index_change.region_code
        and risk_index_score.variable = risk_index_change.variable
order by
    risk_index_score.edition,
    risk_index_change.compared_edition,
    risk_index_score.region_code,
    risk_index_variable.sort_order
