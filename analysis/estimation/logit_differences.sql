-- Every difference in probability in tables 6.2-6.26 with its 95 percent limits, and
-- beside it the average of that difference over everybody in the model. Limits are 1.96
-- standard errors to either side: classical ones as the report prints them, and ones
-- that allow for people of a family moving together. Where the likelihood has no
-- maximum differences are by penalised likelihood, as `estimator` says, and both limits
-- are from the information.
-- Source: report 2016/27, tables 6.2-6.26; marts logit_difference and
-- logit_average_difference.

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
            logit_difference.std_error, logit_difference.penalised_std_error
        ) as shown_error,
        coalesce(
            logit_difference.std_error_clustered, logit_difference.penalised_std_error
        ) as shown_error_clustered,
        coalesce(
            logit_average_difference.estimate,
            logit_average_difference.penalised_estimate
        ) as average,
        coalesce(
            logit_average_difference.std_error_clustered,
            logit_average_difference.penalised_std_error
        ) as average_error_clustered
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
)

select
    beside_average.outcome_year,
    beside_average.profile as table_id,
    beside_average.contrast,
    beside_average.centrality_level,
    beside_average.outcome,
    round(beside_average.shown_estimate, 6) as estimate,
    round(
        beside_average.shown_estimate - 1.96 * beside_average.shown_error, 6
    ) as low,
    round(
        beside_average.shown_estimate + 1.96 * beside_average.shown_error, 6
    ) as high,
    round(
        beside_average.shown_estimate - 1.96 * beside_average.shown_error_clustered, 6
    ) as low_clustered,
    round(
        beside_average.shown_estimate + 1.96 * beside_average.shown_error_clustered, 6
    ) as high_clustered,
    round(beside_average.average, 6) as average,
    round(
        beside_average.average - 1.96 * beside_average.average_error_clustered, 6
    ) as average_low_clustered,
    round(
        beside_average.average + 1.96 * beside_average.average_error_clustered, 6
    ) as average_high_clustered,
    beside_average.estimator,
    beside_average.note
from beside_average
left join code_list
    on
        code_list.list_name = 'logit_contrast'
        and beside_average.contrast = code_list.code
order by
    beside_average.outcome_year,
    beside_average.profile,
    code_list.sort_order,
    beside_average.centrality_level,
    beside_average.outcome
