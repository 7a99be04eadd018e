-- The tables of differences in probability in the report's layout: a row per contrast
-- and centrality level, the three outcomes side by side, numbers as it prints them, by
-- either estimator. `profile` is the table.
-- Grain: outcome_year, profile, centrality_level, contrast.

with logit_difference as (
    select
        outcome_year,
        profile,
        model_type,
        centrality_level,
        sex,
        contrast_group,
        contrast,
        outcome,
        coalesce(estimate, penalised_estimate) as estimate,
        coalesce(t_value, penalised_t_value) as t_value,
        estimator,
        note
    from {{ ref("logit_difference") }}
),

code_list as (
    select * from {{ ref("code_list") }}
)

select
    logit_difference.outcome_year,
    logit_difference.profile,
    logit_difference.model_type,
    logit_difference.centrality_level,
    logit_difference.sex,
    logit_difference.contrast_group,
    logit_difference.contrast,
    code_list.sort_order,
    {{ by_outcome(
        ["stay", "out_migration", "emigration"],
        ["estimate", "t_value"],
        "logit_difference",
        {"estimate": 3, "t_value": 3}
    ) }},
    max(logit_difference.estimator) as estimator,
    max(logit_difference.note) as note
from logit_difference
left join code_list
    on
        code_list.list_name = 'logit_contrast'
        and logit_difference.contrast = code_list.code
where {{ is_chosen_outcome_year("logit_difference.outcome_year") }}
group by
    logit_difference.outcome_year,
    logit_difference.profile,
    logit_difference.model_type,
    logit_difference.centrality_level,
    logit_difference.sex,
    logit_difference.contrast_group,
    logit_difference.contrast,
    code_list.sort_order
