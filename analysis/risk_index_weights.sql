-- Weights of the index beside those that the lines of figures 7-11 would give.
-- Source: study, sections "Vektutrekning" and "Direkte samanhengar"; mart
-- risk_index_weight.

with risk_index_weight as (
    select * from {{ ref("risk_index_weight") }}
),

risk_index_variable as (
    select * from {{ ref("risk_index_variable") }}
)

select
    risk_index_weight.variable,
    risk_index_weight.beta,
    risk_index_weight.weight_percent,
    risk_index_weight.bivariate_r_squared,
    100 * risk_index_weight.bivariate_weight as bivariate_weight_percent,
    risk_index_weight.edition
from risk_index_weight
inner join risk_index_variable
    on
        risk_index_weight.edition = risk_index_variable.edition
        and risk_index_weight.variable = risk_index_variable.variable
order by risk_index_weight.edition, risk_index_variable.sort_order
