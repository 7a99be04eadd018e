-- What if: how far each indicator of a ranked unit would have to move, all else equal,
-- for the next band or ten places up or down.
-- Source: mart risk_index_what_if.

with risk_index_what_if as (
    select * from {{ ref("risk_index_what_if") }}
),

risk_index_variable as (
    select * from {{ ref("risk_index_variable") }}
)

select
    risk_index_what_if.edition,
    risk_index_what_if.region_code,
    risk_index_what_if.region_name,
    risk_index_what_if.target,
    risk_index_what_if.target_band,
    risk_index_what_if.target_rank,
    risk_index_what_if.target_total,
    risk_index_what_if.points_needed,
    risk_index_what_if.variable,
    risk_index_what_if.value,
    risk_index_what_if.value_needed,
    risk_index_what_if.value_change,
    risk_index_what_if.sub_index_needed,
    risk_index_what_if.note
from risk_index_what_if
inner join risk_index_variable
    on
        risk_index_what_if.edition = risk_index_variable.edition
        and risk_index_what_if.variable = risk_index_variable.variable
order by
    risk_index_what_if.edition,
    risk_index_what_if.region_code,
    risk_index_what_if.target,
    risk_index_variable.sort_order
