-- The tables of trinomial logits in the report's layout, a row per term and its
-- coefficients for both outcomes, numbers as it prints them, by either estimator; what
-- is known of the fit is in logit_fit.
-- Grain: outcome_year, table_id, term.

with logit_estimate as (
    select
        outcome_year,
        model_type,
        centrality_level,
        sex,
        term_group,
        term,
        outcome,
        coalesce(estimate, penalised_estimate) as estimate,
        coalesce(t_value, penalised_t_value) as t_value,
        estimator,
        note
    from {{ ref("logit_estimate") }}
),

estimation_table as (
    select * from {{ ref("int_estimation_table") }}
),

estimation_term as (
    select * from {{ ref("estimation_term") }}
)

select
    logit_estimate.outcome_year,
    estimation_table.table_id,
    logit_estimate.model_type,
    logit_estimate.centrality_level,
    logit_estimate.sex,
    logit_estimate.term_group,
    logit_estimate.term,
    estimation_term.sort_order,
    {{ by_outcome(
        ["out_migration", "emigration"],
        ["estimate", "t_value", "note"],
        "logit_estimate",
        {"estimate": 3, "t_value": 3}
    ) }},
    max(logit_estimate.estimator) as estimator
from logit_estimate
inner join estimation_table
    on
        logit_estimate.model_type = estimation_table.model_type
        and logit_estimate.centrality_level
        is not distinct from estimation_table.centrality_level
        and logit_estimate.sex is not distinct from estimation_table.sex
inner join estimation_term
    on
        estimation_table.method = estimation_term.method
        and logit_estimate.term = estimation_term.term
where {{ is_chosen_outcome_year("logit_estimate.outcome_year") }}
group by
    logit_estimate.outcome_year,
    estimation_table.table_id,
    logit_estimate.model_type,
    logit_estimate.centrality_level,
    logit_estimate.sex,
    logit_estimate.term_group,
    logit_estimate.term,
    estimation_term.sort_order
