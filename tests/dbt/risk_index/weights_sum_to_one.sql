-- Weights of an edition are shares: both kinds sum to 1.
-- Guards the joins behind them.
select
    edition,
    sum(weight) as weight,
    sum(bivariate_weight) as bivariate_weight
from {{ ref("risk_index_weight") }}
group by edition
having abs(sum(weight) - 1) > 1e-9 or abs(sum(bivariate_weight) - 1) > 1e-9
