-- Table 10: mean, standard deviation and range over the national units that the weights
-- are estimated on, the largest value of all units beside it; values of the
-- construction period, rounded as printed.
-- Source: study, section "Direkte samanhengar"; mart risk_index_moment.

with risk_index_moment as (
    select * from {{ ref("risk_index_moment") }}
),

risk_index_variable as (
    select * from {{ ref("risk_index_variable") }}
),

risk_index_weight as (
    select * from {{ ref("risk_index_weight") }}
)

select
    risk_index_moment.variable,
    round(risk_index_moment.mean, 1) as mean,
    round(risk_index_moment.sd, 1) as sd,
    round(risk_index_moment.minimum, 1) as minimum,
    round(risk_index_moment.maximum, 1) as maximum_in_sample,
    round(risk_index_moment.max_overall, 1) as maximum_overall,
    risk_index_moment.n_units,
    risk_index_moment.edition
from risk_index_moment
inner join risk_index_variable
    on
        risk_index_moment.edition = risk_index_variable.edition
        and risk_index_moment.variable = risk_index_variable.variable
left join risk_index_weight
    on
        risk_index_moment.edition = risk_index_weight.edition
        and risk_index_moment.variable = risk_index_weight.variable
-- the study prints the variables of the final model only
where
    risk_index_moment.scope = 'national_sample'
    and (
        risk_index_variable.role = 'dependent'
        or risk_index_weight.weight is not null
    )
order by risk_index_moment.edition, risk_index_variable.sort_order
