-- Trinomial logits: how much more or less probable each outcome is for a person who
-- differs from a profile in one attribute; errors by the delta method. `sex` is that of
-- the profile, null where one model holds for all.
-- Grain: outcome_year, model_type, centrality_level, sex, profile, contrast, outcome.

with difference as (
    select * from {{ ref("int_logit_difference") }}
)

select
    outcome_year,
    model_type,
    {{ model_centrality_level() }} as centrality_level,
    case when geography_type <> 'country' then sex end as sex,
    profile,
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
from difference
where {{ is_chosen_outcome_year("outcome_year") }}
