-- Table 6.15: differences in the probability of staying, moving within Norway and
-- emigrating by family size and composition against a family of 5, 4 of them
-- immigrants, for a woman in each centrality level; trinomial logit, a model per level.
-- Every outcome year is there to be filtered; the study prints 2013.
-- Source: report 2016/27, table 6.15; mart logit_difference_table.

with logit_difference_table as (
    select * from {{ ref("logit_difference_table") }}
)

select
    outcome_year,
    sex,
    contrast,
    centrality_level,
    round(coalesce(stay_estimate, stay_penalised_estimate), 3) as stay_estimate,
    round(coalesce(stay_t_value, stay_penalised_t_value), 3) as stay_t_value,
    round(coalesce(out_migration_estimate, out_migration_penalised_estimate), 3)
        as out_migration_estimate,
    round(coalesce(out_migration_t_value, out_migration_penalised_t_value), 3)
        as out_migration_t_value,
    round(coalesce(emigration_estimate, emigration_penalised_estimate), 3)
        as emigration_estimate,
    round(coalesce(emigration_t_value, emigration_penalised_t_value), 3)
        as emigration_t_value,
    estimator,
    note
from logit_difference_table
where profile = '6.15'
order by outcome_year, sort_order, centrality_level
