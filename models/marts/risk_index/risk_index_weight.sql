-- Weights of the index, and the alternative ones from the bivariate lines.
-- Grain: edition, variable.

with weight as (
    select * from {{ ref("int_risk_index_weight") }}
)

select
    edition,
    variable,
    beta,
    weight,
    100 * weight as weight_percent,
    bivariate_r_squared,
    bivariate_weight
from weight
