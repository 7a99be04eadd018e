-- The same difference by three methods, in the last outcome year: the linear model's,
-- the logit's for one person and the logit's on average. Where one is missing the note
-- says why; there is no linear model of all levels together.
-- Source: mart effect_comparison, seed code_list.

with effect_comparison as (
    select * from {{ ref("effect_comparison") }}
),

code_list as (
    select * from {{ ref("code_list") }}
),

last_year as (
    select max(outcome_year) as outcome_year
    from effect_comparison
)

select
    effect_comparison.outcome_year,
    coalesce(level.label_en, everybody.label_en) as model_level_en,
    coalesce(level.label_nb, everybody.label_nb) as model_level_nb,
    contrast.label_en as effect_contrast_en,
    contrast.label_nb as effect_contrast_nb,
    outcome.label_en as outcome_en,
    outcome.label_nb as outcome_nb,
    effect_comparison.linear_estimate,
    effect_comparison.linear_std_error,
    effect_comparison.profile_estimate,
    effect_comparison.profile_std_error,
    effect_comparison.average_estimate,
    effect_comparison.average_std_error,
    effect_comparison.note
from effect_comparison
inner join last_year
    on effect_comparison.outcome_year = last_year.outcome_year
inner join code_list as contrast
    on
        contrast.list_name = 'effect_contrast'
        and effect_comparison.contrast = contrast.code
inner join code_list as outcome
    on
        outcome.list_name = 'logit_outcome'
        and effect_comparison.outcome = outcome.code
inner join code_list as everybody
    on everybody.list_name = 'not_broken_down'
left join code_list as level
    on
        level.list_name = 'centrality_level'
        and cast(effect_comparison.centrality_level as varchar) = level.code
where effect_comparison.outcome = 'emigration'
order by
    effect_comparison.centrality_level nulls first,
    contrast.sort_order,
    outcome.sort_order
