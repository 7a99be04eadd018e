-- What the methods say of the same difference: the linear model's, the logit's for one
-- person (the profile of the study's tables, a woman; for sex, age and centrality a
-- profile of our own) and the logit's on average over everybody in the model. Linear
-- models are one per level, so there is none over all levels; a difference of two terms
-- has their errors as if they were independent, rather too large. Ages of the logit are
-- the middle of the linear model's age groups.
-- Grain: outcome_year, centrality_level, contrast, outcome.

with effect_term as (
    select * from {{ ref("effect_term") }}
),

lpm_estimate as (
    select * from {{ ref("lpm_estimate") }}
    where
        model = 'individual'
        and {{ is_chosen_outcome_year("outcome_year") }}
),

logit_difference as (
    select
        outcome_year,
        model_type,
        centrality_level,
        profile,
        contrast,
        outcome,
        estimate,
        std_error
    from {{ ref("logit_difference") }}
    where {{ is_chosen_outcome_year("outcome_year") }}
),

logit_average_difference as (
    select
        outcome_year,
        model_type,
        centrality_level,
        contrast,
        outcome,
        estimate,
        std_error,
        note
    from {{ ref("logit_average_difference") }}
    where {{ is_chosen_outcome_year("outcome_year") }}
),

logit_effect as (
    select
        outcome_year,
        model_type,
        {{ model_centrality_level() }} as centrality_level,
        profile,
        contrast,
        outcome,
        estimate,
        std_error
    from {{ ref("int_logit_effect") }}
    where {{ is_chosen_outcome_year("outcome_year") }}
),

logit_average_effect as (
    select
        outcome_year,
        model_type,
        {{ model_centrality_level() }} as centrality_level,
        contrast,
        outcome,
        estimate,
        std_error,
        note
    from {{ ref("int_logit_average_effect") }}
    where {{ is_chosen_outcome_year("outcome_year") }}
),

at_profile as (
    select * from logit_difference
    union all
    select * from logit_effect
),

on_average as (
    select * from logit_average_difference
    where model_type in (1, 2)
    union all
    select * from logit_average_effect
),

linear as (
    select
        term.outcome_year,
        cast(term.geography_code as integer) as centrality_level,
        effect_term.contrast,
        term.outcome,
        effect_term.lpm_sign * (term.estimate - coalesce(reference.estimate, 0))
            as estimate,
        sqrt(
            term.std_error * term.std_error
            + coalesce(reference.std_error * reference.std_error, 0)
        ) as std_error
    from effect_term
    inner join lpm_estimate as term
        on effect_term.lpm_term = term.term
    left join lpm_estimate as reference
        on
            effect_term.lpm_reference = reference.term
            and term.outcome_year = reference.outcome_year
            and term.geography_code = reference.geography_code
            and term.outcome = reference.outcome
    where effect_term.lpm_reference is null or reference.term is not null
)

select
    on_average.outcome_year,
    on_average.centrality_level,
    effect_term.contrast_group,
    effect_term.contrast,
    on_average.outcome,
    cast(linear.estimate as double) as linear_estimate,
    cast(linear.std_error as double) as linear_std_error,
    cast(at_profile.estimate as double) as profile_estimate,
    cast(at_profile.std_error as double) as profile_std_error,
    cast(on_average.estimate as double) as average_estimate,
    cast(on_average.std_error as double) as average_std_error,
    cast(on_average.estimate - linear.estimate as double) as average_less_linear,
    case
        when on_average.note is not null then on_average.note
        when linear.estimate is null or at_profile.estimate is null
            then 'no_such_number'
    end as note
from on_average
inner join effect_term
    on on_average.contrast = effect_term.contrast
left join at_profile
    on
        on_average.outcome_year = at_profile.outcome_year
        and on_average.centrality_level is not distinct from at_profile.centrality_level
        and on_average.contrast = at_profile.contrast
        and on_average.outcome = at_profile.outcome
        and at_profile.profile
        = case
            when on_average.model_type = 1 then effect_term.profile_all
            else effect_term.profile_level
        end
left join linear
    on
        on_average.outcome_year = linear.outcome_year
        and on_average.centrality_level = linear.centrality_level
        and on_average.contrast = linear.contrast
        and on_average.outcome = linear.outcome
-- a model of one level says nothing of the levels
where on_average.model_type = 1 or effect_term.profile_level is not null
