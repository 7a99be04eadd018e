-- Trinomial logits: coefficients of moving out and of emigrating against staying.
-- Where the likelihood has no maximum, those by penalised likelihood stand in columns
-- of their own.
-- Grain: outcome_year, model_type, centrality_level, sex, outcome, term.

with logit_parameter as (
    select * from {{ ref("int_logit_parameter") }}
)

select
    outcome_year,
    model_type,
    {{ model_centrality_level() }} as centrality_level,
    sex,
    outcome,
    term,
    term_group,
    estimate,
    std_error,
    std_error_robust,
    std_error_clustered,
    t_value,
    estimator,
    penalised_estimate,
    penalised_std_error,
    penalised_t_value,
    note
from logit_parameter
where {{ is_chosen_outcome_year("outcome_year") }}
