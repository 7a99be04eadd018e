-- Every coefficient in tables 5.1-5.31 with its 95 percent limits: 1.96 standard errors
-- to either side, classical ones as the report prints them and ones that allow for
-- people of a family moving together. The plots of coefficients are drawn from it.
-- Source: report 2016/27, tables 5.1-5.31; mart lpm_estimate.

with lpm_estimate as (
    select * from {{ ref("lpm_estimate") }}
),

estimation_table as (
    select * from {{ ref("estimation_table") }}
),

estimation_term as (
    select * from {{ ref("estimation_term") }}
),

printed as (
    select
        lpm_estimate.*,
        estimation_table.table_id,
        estimation_term.sort_order
    from lpm_estimate
    inner join estimation_table
        on
            lpm_estimate.model = estimation_table.model
            and lpm_estimate.geography_code = estimation_table.geography_code
    inner join estimation_term
        on
            estimation_table.method = estimation_term.method
            and lpm_estimate.term = estimation_term.term
    where
        lpm_estimate.term_group
        = coalesce(estimation_table.term_group, lpm_estimate.term_group)
        and lpm_estimate.term_group <> 'constant'
)

select
    outcome_year,
    table_id,
    term,
    outcome,
    round(estimate, 6) as estimate,
    round(estimate - 1.96 * std_error, 6) as low,
    round(estimate + 1.96 * std_error, 6) as high,
    round(estimate - 1.96 * std_error_clustered, 6) as low_clustered,
    round(estimate + 1.96 * std_error_clustered, 6) as high_clustered,
    note
from printed
order by outcome_year, table_id, sort_order, outcome
