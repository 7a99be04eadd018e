-- Weights when the construction is repeated on other data: random values for the
-- districts that lack their own, those districts left out, all districts left out.
-- Grain: edition, run, variable.

with robustness as (
    select * from {{ ref("int_risk_index_robustness") }}
)

select
    edition,
    run,
    variable,
    coefficient,
    p_value,
    beta,
    100 * weight as weight_percent,
    cast(n_observations as bigint) as n_observations,
    adj_r_squared,
    cast(note as {{ dbt.type_string() }}) as note
from robustness
