-- Each ranked unit's total beside what it was in the index period of an earlier
-- edition, both on the weights, the scale and the division of the later one. An edition
-- without an earlier one has its totals alone.
-- Source: marts risk_index and risk_index_change_total.

with risk_index as (
    select * from {{ ref("risk_index") }}
),

risk_index_change_total as (
    select * from {{ ref("risk_index_change_total") }}
)

select
    risk_index.edition,
    risk_index_change_total.compared_edition,
    risk_index.region_code,
    risk_index.region_name,
    risk_index_change_total.total_then,
    risk_index.total as total_now,
    risk_index_change_total.total_change,
    risk_index_change_total.rank_then,
    risk_index_change_total.rank_now,
    risk_index_change_total.missing_variable_names
from risk_index
left join risk_index_change_total
    on
        risk_index.edition = risk_index_change_total.edition
        and risk_index.region_code = risk_index_change_total.region_code
order by
    risk_index.edition asc,
    risk_index_change_total.compared_edition asc,
    risk_index_change_total.total_change desc nulls last,
    risk_index.region_name asc
