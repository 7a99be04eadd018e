-- The tables of differences in probability in the report's layout: a row per contrast
-- and centrality level, the three outcomes side by side. `profile` is the table.
-- Grain: outcome_year, profile, centrality_level, contrast.

with logit_difference as (
    select * from {{ ref("logit_difference") }}
)

select
    outcome_year,
    profile,
    model_type,
    centrality_level,
    sex,
    contrast_group,
    contrast,
    {{ by_outcome(
        ["stay", "out_migration", "emigration"],
        ["estimate", "t_value"]
    ) }},
    max(note) as note
from logit_difference
where {{ is_chosen_outcome_year("outcome_year") }}
group by
    outcome_year,
    profile,
    model_type,
    centrality_level,
    sex,
    contrast_group,
    contrast
