-- How much errors grow, and t-values shrink, when people of a family are taken
-- together: the error clustered by family over the classical one, in the median over
-- all terms but the constant and all places, by model and outcome. Coefficients, and
-- for the trinomial logits the differences in probability too, of models that have a
-- maximum.
-- Source: marts lpm_estimate, logit_estimate and logit_difference.

with lpm_estimate as (
    select * from {{ ref("lpm_estimate") }}
),

logit_estimate as (
    select * from {{ ref("logit_estimate") }}
),

logit_difference as (
    select * from {{ ref("logit_difference") }}
),

estimation_model as (
    select * from {{ ref("estimation_model") }}
),

estimated as (
    select
        'coefficient' as quantity,
        outcome_year,
        model,
        outcome,
        std_error,
        std_error_clustered
    from lpm_estimate
    where term_group <> 'constant'
    union all
    select
        'coefficient' as quantity,
        logit_estimate.outcome_year,
        estimation_model.model,
        logit_estimate.outcome,
        logit_estimate.std_error,
        logit_estimate.std_error_clustered
    from logit_estimate
    inner join estimation_model
        on logit_estimate.model_type = estimation_model.model_type
    where logit_estimate.term_group <> 'constant'
    union all
    select
        'difference' as quantity,
        logit_difference.outcome_year,
        estimation_model.model,
        logit_difference.outcome,
        logit_difference.std_error,
        logit_difference.std_error_clustered
    from logit_difference
    inner join estimation_model
        on logit_difference.model_type = estimation_model.model_type
)

select
    outcome_year,
    quantity,
    model,
    outcome,
    count(*) as estimates,
    round(min(std_error_clustered / std_error), 3) as smallest_ratio,
    round(median(std_error_clustered / std_error), 3) as median_ratio,
    round(max(std_error_clustered / std_error), 3) as largest_ratio
from estimated
where std_error > 0 and std_error_clustered is not null
group by outcome_year, quantity, model, outcome
order by outcome_year, quantity, model, outcome
