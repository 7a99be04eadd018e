-- The line of disability on each variable alone (figures 7-11).
-- Grain: edition, variable.

with bivariate as (
    select * from {{ ref("int_risk_index_bivariate") }}
)

select
    edition,
    variable,
    intercept,
    slope,
    slope_se,
    r_squared,
    n_observations
from bivariate
