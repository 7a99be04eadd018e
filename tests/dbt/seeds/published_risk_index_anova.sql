-- Table 9 adds up: model and residual make the total, mean squares are sums over
-- degrees of freedom, N is one more than the total's, R2 and root MSE follow.
with published_risk_index_ols_anova as (
    select
        source,
        ss,
        df,
        ms,
        f,
        r_squared,
        adj_r_squared,
        root_mse,
        n
    from {{ ref("published_risk_index_ols_anova") }}
),

parts as (
    select
        sum(ss) filter (where source = 'model') as model_ss,
        sum(ss) filter (where source = 'residual') as residual_ss,
        sum(ss) filter (where source = 'total') as total_ss,
        sum(df) filter (where source = 'model') as model_df,
        sum(df) filter (where source = 'residual') as residual_df,
        sum(df) filter (where source = 'total') as total_df,
        max(abs(ms - ss / df)) as mean_square_error,
        max(f) as f,
        max(r_squared) as r_squared,
        max(adj_r_squared) as adj_r_squared,
        max(root_mse) as root_mse,
        max(n) as n
    from published_risk_index_ols_anova
)

select *
from parts
where
    abs(model_ss + residual_ss - total_ss) > 0.0001
    or model_df + residual_df != total_df
    or total_df + 1 != n
    or mean_square_error > 0.000001
    or abs(f - (model_ss / model_df) / (residual_ss / residual_df)) > 0.005
    or abs(r_squared - model_ss / total_ss) > 0.00005
    or abs(
        adj_r_squared - (1 - (residual_ss / residual_df) / (total_ss / total_df))
    ) > 0.00005
    or abs(root_mse - sqrt(residual_ss / residual_df)) > 0.00005
