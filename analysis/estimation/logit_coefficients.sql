-- Every coefficient in tables 6.1, D.1-D.4 and E.1-E.8 but the constants, with its 95
-- percent limits: 1.96 standard errors to either side, from the Hessian as the report
-- prints them and ones that allow for people of a family moving together.
-- Source: report 2016/27, tables 6.1, D.1-D.4 and E.1-E.8; mart logit_estimate.

with logit_estimate as (
    select * from {{ ref("logit_estimate") }}
),

logit_table as (
    select * from {{ ref("logit_table") }}
)

select
    logit_estimate.outcome_year,
    logit_table.table_id,
    logit_estimate.term,
    logit_estimate.outcome,
    round(logit_estimate.estimate, 6) as estimate,
    round(logit_estimate.estimate - 1.96 * logit_estimate.std_error, 6) as low,
    round(logit_estimate.estimate + 1.96 * logit_estimate.std_error, 6) as high,
    round(
        logit_estimate.estimate - 1.96 * logit_estimate.std_error_clustered, 6
    ) as low_clustered,
    round(
        logit_estimate.estimate + 1.96 * logit_estimate.std_error_clustered, 6
    ) as high_clustered,
    logit_estimate.note
from logit_estimate
inner join logit_table
    on
        logit_estimate.outcome_year = logit_table.outcome_year
        and logit_estimate.model_type = logit_table.model_type
        and logit_estimate.centrality_level
        is not distinct from logit_table.centrality_level
        and logit_estimate.sex is not distinct from logit_table.sex
        and logit_estimate.term = logit_table.term
where logit_estimate.term_group <> 'constant'
order by
    logit_estimate.outcome_year,
    logit_table.table_id,
    logit_table.sort_order,
    logit_estimate.outcome
