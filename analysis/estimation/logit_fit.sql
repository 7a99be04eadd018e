-- What stands under tables 6.1, D.1-D.4 and E.1-E.8: persons and fit of each trinomial
-- logit, and what the report does not print: families, Newton's steps, and for a model
-- whose likelihood has no maximum why, and the penalised log-likelihood in place of the
-- other. Every outcome year is there to be filtered; the study prints 2013.
-- Source: report 2016/27, tables 6.1, D.1-D.4 and E.1-E.8; mart logit_fit.

with logit_fit as (
    select * from {{ ref("logit_fit") }}
),

logit_table as (
    select * from {{ ref("logit_table") }}
),

table_of_model as (
    select distinct
        table_id,
        model_type,
        centrality_level,
        sex
    from logit_table
)

select
    logit_fit.outcome_year,
    table_of_model.table_id,
    logit_fit.centrality_level,
    logit_fit.sex,
    logit_fit.n_observations,
    logit_fit.n_families,
    round(logit_fit.scaled_r2, 3) as scaled_r2,
    round(logit_fit.schwarz_bic, 1) as schwarz_bic,
    round(
        coalesce(logit_fit.log_likelihood, logit_fit.penalised_log_likelihood), 1
    ) as log_likelihood,
    logit_fit.newton_steps,
    logit_fit.converged,
    logit_fit.estimator,
    logit_fit.note
from logit_fit
inner join table_of_model
    on
        logit_fit.model_type = table_of_model.model_type
        and logit_fit.centrality_level
        is not distinct from table_of_model.centrality_level
        and logit_fit.sex is not distinct from table_of_model.sex
order by
    logit_fit.outcome_year,
    logit_fit.model_type,
    logit_fit.sex,
    logit_fit.centrality_level
