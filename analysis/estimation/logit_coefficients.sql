-- Every coefficient in tables 6.1, D.1-D.4 and E.1-E.8 but the constants, with its 95
-- percent limits: 1.96 standard errors to either side, from the Hessian as the report
-- prints them and ones that allow for people of a family moving together. Where the
-- likelihood has no maximum the coefficient is by penalised likelihood, as `estimator`
-- says, and both limits are from the information.
-- Source: report 2016/27, tables 6.1, D.1-D.4 and E.1-E.8; mart logit_estimate.

with logit_estimate as (
    select * from {{ ref("logit_estimate") }}
),

logit_table as (
    select * from {{ ref("logit_table") }}
),

shown as (
    select
        *,
        coalesce(estimate, penalised_estimate) as shown_estimate,
        coalesce(std_error, penalised_std_error) as shown_error,
        coalesce(std_error_clustered, penalised_std_error) as shown_error_clustered
    from logit_estimate
)

select
    shown.outcome_year,
    logit_table.table_id,
    shown.term,
    shown.outcome,
    round(shown.shown_estimate, 6) as estimate,
    round(shown.shown_estimate - 1.96 * shown.shown_error, 6) as low,
    round(shown.shown_estimate + 1.96 * shown.shown_error, 6) as high,
    round(
        shown.shown_estimate - 1.96 * shown.shown_error_clustered, 6
    ) as low_clustered,
    round(
        shown.shown_estimate + 1.96 * shown.shown_error_clustered, 6
    ) as high_clustered,
    shown.estimator,
    shown.note
from shown
inner join logit_table
    on
        shown.outcome_year = logit_table.outcome_year
        and shown.model_type = logit_table.model_type
        and shown.centrality_level is not distinct from logit_table.centrality_level
        and shown.sex is not distinct from logit_table.sex
        and shown.term = logit_table.term
where shown.term_group <> 'constant'
order by
    shown.outcome_year,
    logit_table.table_id,
    logit_table.sort_order,
    shown.outcome
