-- Effects of the linear probability models with labels: how many percentage points
-- more or less probable an outcome is for a category than for its reference.
-- Grain: outcome_year, model, geography_type, geography_code, outcome, term.

with lpm_estimate as (
    select * from {{ ref("lpm_estimate") }}
),

estimation_term as (
    select * from {{ ref("estimation_term") }}
    where method = 'lpm'
),

code_label as (
    select * from {{ ref("int_code_label") }}
),

reference as (
    select
        variable,
        category
    from estimation_term
    where is_reference
)

select
    lpm_estimate.outcome_year as year,
    {{ first_day_of("lpm_estimate.outcome_year") }} as year_date,
    lpm_estimate.model,
    lpm_estimate.geography_type,
    lpm_estimate.geography_code,
    place.label_en as geography_en,
    place.label_nb as geography_nb,
    lpm_estimate.outcome,
    outcome.label_en as outcome_en,
    outcome.label_nb as outcome_nb,
    lpm_estimate.term,
    term.label_en as term_en,
    term.label_nb as term_nb,
    term.sort_order as term_sort_order,
    estimation_term.variable,
    estimation_term.category,
    reference.category as reference_category,
    100 * lpm_estimate.estimate as effect_points,
    100 * lpm_estimate.std_error as std_error_points,
    lpm_estimate.p_value,
    lpm_estimate.stars,
    lpm_estimate.n_observations,
    lpm_estimate.note,
    reason.label_en as note_en,
    reason.label_nb as note_nb
from lpm_estimate
inner join estimation_term
    on lpm_estimate.term = estimation_term.term
left join reference
    on estimation_term.variable = reference.variable
left join code_label as place
    on
        place.list_name = 'geography'
        and lpm_estimate.geography_code = place.code
left join code_label as outcome
    on
        outcome.list_name = 'outcome'
        and lpm_estimate.outcome = outcome.code
left join code_label as term
    on
        term.list_name = 'lpm_term'
        and lpm_estimate.term = term.code
left join code_label as reason
    on
        reason.list_name = 'missing_reason'
        and lpm_estimate.note = reason.code
