-- Analysis of variance of the regression that the weights come from (table 9).
-- Grain: edition.

with fit as (
    select * from {{ ref("int_risk_index_fit") }}
)

select
    edition,
    model_ss,
    cast(model_df as bigint) as model_df,
    model_ms,
    residual_ss,
    cast(residual_df as bigint) as residual_df,
    residual_ms,
    total_ss,
    cast(total_df as bigint) as total_df,
    total_ms,
    f as f_statistic,
    prob_f as f_p_value,
    r_squared,
    adj_r_squared,
    root_mse,
    cast(n_observations as bigint) as n_observations
from fit
