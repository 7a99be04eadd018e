-- Whether a finer model fits better: one logit for all against one per centrality
-- level, and that against one per level and sex, by the likelihood ratio; beside it the
-- ratio of the printed likelihoods.
-- Grain: outcome_year, general_type, is_printed.

with model_test as (
    select * from {{ ref("int_model_test") }}
)

select
    outcome_year,
    restricted_type,
    general_type,
    is_printed,
    models,
    likelihood_ratio,
    degrees_of_freedom,
    z_value,
    note
from model_test
where {{ is_chosen_outcome_year("outcome_year") }}
