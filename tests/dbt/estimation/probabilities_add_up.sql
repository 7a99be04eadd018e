-- Probabilities of the outcomes add up to 1, for those compared and for the reference,
-- and their differences to 0, by either estimator.
with of_profile as (
    select
        'profile' as compared_over,
        outcome_year,
        model_type,
        centrality_level,
        sex,
        profile,
        contrast,
        estimator,
        coalesce(estimate, penalised_estimate) as estimate,
        coalesce(probability, penalised_probability) as probability,
        coalesce(reference_probability, penalised_reference_probability)
            as reference_probability
    from {{ ref("logit_difference") }}
),

on_average as (
    select
        'average' as compared_over,
        outcome_year,
        model_type,
        centrality_level,
        sex,
        'all' as profile,
        contrast,
        estimator,
        coalesce(estimate, penalised_estimate) as estimate,
        coalesce(probability, penalised_probability) as probability,
        coalesce(reference_probability, penalised_reference_probability)
            as reference_probability
    from {{ ref("logit_average_difference") }}
),

both_kinds as (
    select * from of_profile
    union all
    select * from on_average
)

select
    compared_over,
    outcome_year,
    model_type,
    centrality_level,
    sex,
    profile,
    contrast,
    sum(probability) as probabilities,
    sum(reference_probability) as reference_probabilities,
    sum(estimate) as differences
from both_kinds
where estimator is not null
group by
    compared_over,
    outcome_year,
    model_type,
    centrality_level,
    sex,
    profile,
    contrast
having
    count(*) <> 3
    or abs(sum(probability) - 1) > 1e-9
    or abs(sum(reference_probability) - 1) > 1e-9
    or abs(sum(estimate)) > 1e-9
