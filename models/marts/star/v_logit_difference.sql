-- Differences in probability from the trinomial logits with labels, beside the person
-- they are about.
-- Grain: outcome_year, model_type, centrality_level, sex, profile, contrast, outcome.

with difference as (
    select * from {{ ref("logit_difference") }}
),

profile as (
    select * from {{ ref("logit_profile") }}
),

code_label as (
    select * from {{ ref("int_code_label") }}
)

select
    difference.outcome_year as year,
    {{ first_day_of("difference.outcome_year") }} as year_date,
    difference.model_type,
    difference.centrality_level,
    difference.sex as model_sex,
    difference.profile,
    profile.sex,
    profile.age,
    profile.background,
    profile.botid_group,
    profile.labour_status,
    profile.family_size,
    difference.contrast,
    contrast.label_en as contrast_en,
    contrast.label_nb as contrast_nb,
    difference.outcome,
    outcome.label_en as outcome_en,
    outcome.label_nb as outcome_nb,
    100 * difference.estimate as difference_points,
    100 * difference.std_error as std_error_points,
    100 * difference.probability as probability_percent,
    100 * difference.reference_probability as reference_probability_percent,
    difference.note,
    reason.label_en as note_en,
    reason.label_nb as note_nb
from difference
inner join profile
    on difference.profile = profile.profile
left join code_label as contrast
    on
        contrast.list_name = 'logit_contrast'
        and difference.contrast = contrast.code
left join code_label as outcome
    on
        outcome.list_name = 'outcome'
        and difference.outcome = outcome.code
left join code_label as reason
    on
        reason.list_name = 'missing_reason'
        and difference.note = reason.code
