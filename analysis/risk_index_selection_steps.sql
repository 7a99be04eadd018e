-- How the variables were selected: every regression with every variable still in it,
-- dropped after it or not.
-- Source: study, section "Regresjonsanalyse"; mart risk_index_selection.

with risk_index_selection as (
    select * from {{ ref("risk_index_selection") }}
),

risk_index_variable as (
    select * from {{ ref("risk_index_variable") }}
)

select
    risk_index_selection.step,
    risk_index_selection.method,
    risk_index_selection.variable,
    risk_index_selection.coefficient,
    risk_index_selection.std_error,
    risk_index_selection.t_value,
    risk_index_selection.p_value,
    risk_index_selection.is_dropped,
    risk_index_selection.n_observations,
    risk_index_selection.edition
from risk_index_selection
left join risk_index_variable
    on
        risk_index_selection.edition = risk_index_variable.edition
        and risk_index_selection.variable = risk_index_variable.variable
order by
    risk_index_selection.edition,
    risk_index_selection.step,
    risk_index_variable.sort_order
