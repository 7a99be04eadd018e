-- Table 9, upper part: analysis of variance of the final regression, rounded as
-- printed. Figures about the whole model stand in its row.
-- Source: study, section "Regresjonsanalyse"; mart risk_index_fit.

with risk_index_fit as (
    select * from {{ ref("risk_index_fit") }}
)

select
    'model' as component,
    round(model_ss, 5) as ss,
    model_df as df,
    round(model_ms, 6) as ms,
    n_observations,
    round(f_statistic, 2) as f_statistic,
    round(f_p_value, 4) as f_p_value,
    round(r_squared, 4) as r_squared,
    round(adj_r_squared, 4) as adj_r_squared,
    round(root_mse, 4) as root_mse,
    edition
from risk_index_fit
union all
select
    'residual' as component,
    round(residual_ss, 5) as ss,
    residual_df as df,
    round(residual_ms, 8) as ms,
    cast(null as bigint) as n_observations,
    cast(null as double) as f_statistic,
    cast(null as double) as f_p_value,
    cast(null as double) as r_squared,
    cast(null as double) as adj_r_squared,
    cast(null as double) as root_mse,
    edition
from risk_index_fit
union all
select
    'total' as component,
    round(total_ss, 5) as ss,
    total_df as df,
    round(total_ms, 8) as ms,
    cast(null as bigint) as n_observations,
    cast(null as double) as f_statistic,
    cast(null as double) as f_p_value,
    cast(null as double) as r_squared,
    cast(null as double) as adj_r_squared,
    cast(null as double) as root_mse,
    edition
from risk_index_fit
order by
    edition,
    array_position(['model', 'residual', 'total'], component)
