-- Table D.1: trinomial logit of moving within Norway and of emigrating from the least
-- central municipalities (level 1), immigrants; coefficients. What is known of the fit
-- is in logit_fit. Every outcome year is there to be filtered; the study prints 2013.
-- Source: report 2016/27, table D.1; mart logit_table.

with logit_table as (
    select * from {{ ref("logit_table") }}
)

select
    outcome_year,
    centrality_level,
    term,
    round(coalesce(out_migration_estimate, out_migration_penalised_estimate), 3)
        as out_migration_estimate,
    round(coalesce(out_migration_t_value, out_migration_penalised_t_value), 3)
        as out_migration_t_value,
    round(coalesce(emigration_estimate, emigration_penalised_estimate), 3)
        as emigration_estimate,
    round(coalesce(emigration_t_value, emigration_penalised_t_value), 3)
        as emigration_t_value,
    estimator,
    out_migration_note,
    emigration_note
from logit_table
where table_id = 'D.1'
order by outcome_year, sort_order
