-- The tables of linear probability models in the report's layout, a row per term and
-- three columns per outcome, numbers as it prints them. Which table shows what is in
-- the seed estimation_table.
-- Grain: outcome_year, table_id, term.

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
    lpm_estimate.model,
    lpm_estimate.geography_type,
    lpm_estimate.geography_code,
    lpm_estimate.term_group,
    lpm_estimate.term,
    estimation_term.sort_order,
    {{ by_outcome(
        ["stay", "out_migration", "emigration"],
        ["estimate", "stars", "t_value", "note"],
        "lpm_estimate",
        {"estimate": 3, "t_value": 2}
    ) }},
    max(lpm_estimate.n_observations) as n_observations
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
    -- the report prints no constants
    and lpm_estimate.term_group <> 'constant'
    and {{ is_chosen_outcome_year("lpm_estimate.outcome_year") }}
group by
    lpm_estimate.outcome_year,
    estimation_table.table_id,
    lpm_estimate.model,
    lpm_estimate.geography_type,
    lpm_estimate.geography_code,
    lpm_estimate.term_group,
    lpm_estimate.term,
    estimation_term.sort_order
