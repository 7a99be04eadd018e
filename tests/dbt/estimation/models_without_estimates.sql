-- Logits without estimates, by penalised likelihood either, and why: a warning, whose
-- rows are kept.
{{ config(severity="warn") }}

select
    outcome_year,
    model_type,
    centrality_level,
    sex,
    n_observations,
    note
from {{ ref("logit_fit") }}
where estimator is null
