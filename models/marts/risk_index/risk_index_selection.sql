-- Every step of the selection: the robust regressions first, then the ordinary ones
-- without the extreme observations that check the variables once more.
-- Grain: edition, step, variable.

with robust as (
    select * from {{ ref("int_risk_index_selection") }}
),

least_squares as (
    select * from {{ ref("int_risk_index_regression") }}
),

robust_steps as (
    select
        edition,
        max(step) as steps
    from robust
    group by edition
)

select
    edition,
    cast(step as integer) as step,
    method,
    variable,
    coefficient,
    std_error,
    t_value,
    p_value,
    is_dropped,
    cast(n_observations as bigint) as n_observations
from robust
union all
select
    least_squares.edition,
    cast(robust_steps.steps + least_squares.step as integer) as step,
    'ols' as method,
    least_squares.term as variable,
    least_squares.coefficient,
    least_squares.std_error,
    least_squares.t_value,
    least_squares.p_value,
    least_squares.is_dropped,
    cast(least_squares.n_observations as bigint) as n_observations
from least_squares
inner join robust_steps
    on least_squares.edition = robust_steps.edition
where least_squares.term <> 'constant'
