-- Trinomial logits: how much more or less probable each outcome would be on average if
-- everybody in the model had one value of an attribute instead of the reference value,
-- all else as it is; errors by the delta method.
-- Grain: outcome_year, model_type, centrality_level, sex, contrast, outcome.

with average_difference as (
    select * from {{ ref("int_logit_average_difference") }}
)

select
    outcome_year,
    model_type,
    {{ model_centrality_level() }} as centrality_level,
    sex,
    contrast_group,
    contrast,
    outcome,
    estimate,
    std_error,
    std_error_clustered,
    t_value,
    probability,
    reference_probability,
    estimator,
    penalised_estimate,
    penalised_std_error,
    penalised_t_value,
    penalised_probability,
    penalised_reference_probability,
    note
from average_difference
where {{ is_chosen_outcome_year("outcome_year") }}
