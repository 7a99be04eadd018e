-- Rule: the terms of the last OLS: the variables of the index and the constant.
-- Source: study, table 9.
-- Grain: edition, term.

with regression as (
    select * from {{ ref("int_risk_index_regression") }}
),

last_step as (
    select
        edition,
        max(step) as step
    from regression
    group by edition
)

select
    regression.edition,
    regression.term,
    regression.coefficient,
    regression.std_error,
    regression.t_value,
    regression.p_value,
    regression.beta,
    regression.n_observations
from regression
inner join last_step
    on
        regression.edition = last_step.edition
        and regression.step = last_step.step
