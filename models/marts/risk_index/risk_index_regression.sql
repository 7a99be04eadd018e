-- The ordinary regression that the weights come from (table 9).
-- Grain: edition, term.

with final_term as (
    select * from {{ ref("int_risk_index_final_term") }}
)

select
    edition,
    term,
    coefficient,
    std_error,
    t_value,
    p_value,
    beta,
    cast(n_observations as bigint) as n_observations
from final_term
