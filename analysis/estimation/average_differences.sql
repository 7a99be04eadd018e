-- Differences in probability at the profiles of tables 6.2-6.26, and beside each the
-- average over everybody in the model: how much more or less probable the outcome would
-- be if all had the one value of the attribute instead of the reference value. Where
-- the likelihood has no maximum both are by penalised likelihood, as `estimator` says;
-- the note says why it has none, or why neither is there.
-- Source: marts logit_difference and logit_average_difference.

with logit_difference as (
    select * from {{ ref("logit_difference") }}
),

logit_average_difference as (
    select * from {{ ref("logit_average_difference") }}
),

code_list as (
    select * from {{ ref("code_list") }}
),

beside_average as (
    select
        logit_difference.*,
        coalesce(
            logit_difference.estimate, logit_difference.penalised_estimate
        ) as shown_estimate,
        coalesce(
            logit_average_difference.estimate,
            logit_average_difference.penalised_estimate
        ) as average,
        logit_average_difference.estimator as average_estimator,
        coalesce(logit_difference.note, logit_average_difference.note) as any_note
    from logit_difference
    left join logit_average_difference
        on
            logit_difference.outcome_year = logit_average_difference.outcome_year
            and logit_difference.model_type = logit_average_difference.model_type
            and logit_difference.centrality_level
            is not distinct from logit_average_difference.centrality_level
            -- a model for both sexes has one average for the profiles of both
            and coalesce(logit_average_difference.sex, logit_difference.sex)
            is not distinct from logit_difference.sex
            and logit_difference.contrast = logit_average_difference.contrast
            and logit_difference.outcome = logit_average_difference.outcome
),

side_by_side as (
    select
        outcome_year,
        profile,
        contrast,
        centrality_level,
        max(shown_estimate) filter (where outcome = 'stay') as stay_estimate,
        max(average) filter (where outcome = 'stay') as stay_average,
        max(shown_estimate) filter (
            where outcome = 'out_migration'
        ) as out_migration_estimate,
        max(average) filter (
            where outcome = 'out_migration'
        ) as out_migration_average,
        max(shown_estimate) filter (
            where outcome = 'emigration'
        ) as emigration_estimate,
        max(average) filter (where outcome = 'emigration') as emigration_average,
        max(coalesce(estimator, average_estimator)) as estimator,
        max(any_note) as note
    from beside_average
    group by outcome_year, profile, contrast, centrality_level
)

select
    side_by_side.outcome_year,
    side_by_side.profile as table_id,
    side_by_side.contrast,
    side_by_side.centrality_level,
    round(side_by_side.stay_estimate, 4) as stay_estimate,
    round(side_by_side.stay_average, 4) as stay_average,
    round(side_by_side.out_migration_estimate, 4) as out_migration_estimate,
    round(side_by_side.out_migration_average, 4) as out_migration_average,
    round(side_by_side.emigration_estimate, 4) as emigration_estimate,
    round(side_by_side.emigration_average, 4) as emigration_average,
    side_by_side.estimator,
    side_by_side.note
from side_by_side
left join code_list
    on
        code_list.list_name = 'logit_contrast'
        and side_by_side.contrast = code_list.code
order by
    side_by_side.outcome_year,
    side_by_side.profile,
    code_list.sort_order,
    side_by_side.centrality_level
