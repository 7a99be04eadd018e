-- A row without an estimate has a note, and one of a logit with an estimate has none.
-- Where there is none by maximum likelihood, penalised numbers stand in its place or
-- not at all, and `estimator` says which.
with lpm_estimate as (
    select * from {{ ref("lpm_estimate") }}
),

logit_estimate as (
    select * from {{ ref("logit_estimate") }}
),

logit_difference as (
    select * from {{ ref("logit_difference") }}
),

logit_average_difference as (
    select * from {{ ref("logit_average_difference") }}
),

logit_fit as (
    select * from {{ ref("logit_fit") }}
),

of_logits as (
    select
        'logit_estimate' as mart,
        outcome_year,
        term as row_name,
        estimate is not null and std_error is not null as has_maximum,
        penalised_estimate is not null and penalised_std_error is not null
            as has_penalised,
        estimate is null and penalised_estimate is null as has_nothing,
        estimator,
        note
    from logit_estimate
    union all
    select
        'logit_difference' as mart,
        outcome_year,
        profile as row_name,
        estimate is not null and probability is not null as has_maximum,
        penalised_estimate is not null and penalised_probability is not null
            as has_penalised,
        estimate is null and penalised_estimate is null as has_nothing,
        estimator,
        note
    from logit_difference
    union all
    select
        'logit_average_difference' as mart,
        outcome_year,
        contrast as row_name,
        estimate is not null and probability is not null as has_maximum,
        penalised_estimate is not null and penalised_probability is not null
            as has_penalised,
        estimate is null and penalised_estimate is null as has_nothing,
        estimator,
        note
    from logit_average_difference
    union all
    select
        'logit_fit' as mart,
        outcome_year,
        cast(model_type as varchar) as row_name,
        converged and log_likelihood is not null as has_maximum,
        penalised_log_likelihood is not null as has_penalised,
        not converged and log_likelihood is null and penalised_log_likelihood is null
            as has_nothing,
        estimator,
        note
    from logit_fit
)

select
    'lpm_estimate' as mart,
    outcome_year,
    term as row_name
from lpm_estimate
where
    (estimate is null or t_value is null) and note is null
    or estimate is not null and t_value is not null and note is not null
union all
select
    mart,
    outcome_year,
    row_name
from of_logits
where
    has_maximum <> coalesce(estimator = 'maximum_likelihood', false)
    or has_penalised <> coalesce(estimator = 'penalised_likelihood', false)
    or has_nothing <> (estimator is null)
    or has_maximum <> (note is null)
