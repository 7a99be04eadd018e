-- Table 6.3: differences in the probability of staying, moving within Norway and
-- emigrating by labour market status against those outside the labour force, for a
-- woman in the central municipalities; trinomial logit, one model for all. Every
-- outcome year is there to be filtered; the study prints 2013.
-- Source: report 2016/27, table 6.3; mart logit_difference_table.

with logit_difference_table as (
    select * from {{ ref("logit_difference_table") }}
),

code_list as (
    select * from {{ ref("code_list") }}
)

select
    logit_difference_table.outcome_year,
    logit_difference_table.contrast,
    round(logit_difference_table.stay_estimate, 3) as stay_estimate,
    round(logit_difference_table.stay_t_value, 3) as stay_t_value,
    round(logit_difference_table.out_migration_estimate, 3) as out_migration_estimate,
    round(logit_difference_table.out_migration_t_value, 3) as out_migration_t_value,
    round(logit_difference_table.emigration_estimate, 3) as emigration_estimate,
    round(logit_difference_table.emigration_t_value, 3) as emigration_t_value,
    logit_difference_table.note
from logit_difference_table
left join code_list
    on
        code_list.list_name = 'logit_contrast'
        and logit_difference_table.contrast = code_list.code
where logit_difference_table.profile = '6.3'
order by
    logit_difference_table.outcome_year,
    code_list.sort_order
