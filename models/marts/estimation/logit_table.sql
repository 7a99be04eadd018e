-- The tables of trinomial logits in the report's layout, a row per term and its
-- coefficients for both outcomes; what is known of the fit is in logit_fit.
-- Grain: outcome_year, table_id, term.

with logit_estimate as (
    select * from {{ ref("logit_estimate") }}
),

estimation_table as (
    select * from {{ ref("estimation_table") }}
),

estimation_model as (
    select * from {{ ref("estimation_model") }}
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
        ["estimate", "t_value"],
        "logit_estimate"
    ) }},
    max(logit_estimate.note) as note
from logit_estimate
inner join estimation_model
    on logit_estimate.model_type = estimation_model.model_type
inner join estimation_table
    on
        estimation_model.model = estimation_table.model
        and coalesce(cast(logit_estimate.centrality_level as varchar), 'all')
        = estimation_table.geography_code
        and coalesce(logit_estimate.sex, 'all')
        = coalesce(estimation_table.sex, 'all')
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
