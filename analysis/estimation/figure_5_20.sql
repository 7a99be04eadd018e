-- Figure 5.20: estimated differences in the probability of staying, moving within
-- Norway and emigrating by background and county, against immigrants whose reason is
-- unknown, all else equal. Limits are 95 percent and allow for people of a family
-- moving together; the study draws none.
-- Source: report 2016/27, figure 5.20; mart lpm_estimate.

with lpm_estimate as (
    select * from {{ ref("lpm_estimate") }}
),

estimation_table as (
    select * from {{ ref("estimation_table") }}
),

estimation_term as (
    select * from {{ ref("estimation_term") }}
)

select
    lpm_estimate.outcome_year,
    estimation_table.table_id,
    lpm_estimate.geography_code as county_code,
    lpm_estimate.term,
    estimation_term.category as background,
    lpm_estimate.outcome,
    round(lpm_estimate.estimate, 3) as estimate,
    lpm_estimate.stars,
    round(
        lpm_estimate.estimate - 1.96 * lpm_estimate.std_error_clustered, 6
    ) as low_clustered,
    round(
        lpm_estimate.estimate + 1.96 * lpm_estimate.std_error_clustered, 6
    ) as high_clustered,
    lpm_estimate.note
from lpm_estimate
inner join estimation_table
    on
        lpm_estimate.model = estimation_table.model
        and lpm_estimate.geography_code = estimation_table.geography_code
        and lpm_estimate.term_group = estimation_table.term_group
inner join estimation_term
    on
        estimation_table.method = estimation_term.method
        and lpm_estimate.term = estimation_term.term
where
    lpm_estimate.model = 'county_background'
    and estimation_term.variable = 'background'
order by
    lpm_estimate.outcome_year,
    lpm_estimate.geography_code,
    estimation_term.sort_order,
    lpm_estimate.outcome
