-- Trinomial logits: persons, fit and convergence of each model.
-- Grain: outcome_year, model_type, centrality_level, sex.

with logit_parameter as (
    select * from {{ ref("int_logit_parameter") }}
)

select distinct
    outcome_year,
    model_type,
    {{ model_centrality_level() }} as centrality_level,
    sex,
    n_observations,
    n_families,
    n_parameters,
    scaled_r2,
    schwarz_bic,
    log_likelihood,
    log_likelihood_constants,
    newton_steps,
    converged,
    fit_estimator as estimator,
    penalised_log_likelihood,
    fit_note as note
from logit_parameter
where {{ is_chosen_outcome_year("outcome_year") }}
