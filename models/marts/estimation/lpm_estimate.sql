-- Linear probability models: how much more or less probable each outcome is for a
-- category than for the reference of its variable, all else equal. Classical errors as
-- the report prints them, robust and clustered ones beside.
-- Grain: outcome_year, model, geography_type, geography_code, outcome, term.

with lpm_estimate as (
    select * from {{ ref("int_lpm_estimate") }}
),

significance_star as (
    select * from {{ ref("significance_star") }}
)

select
    lpm_estimate.outcome_year,
    lpm_estimate.model,
    lpm_estimate.geography_type,
    lpm_estimate.geography_code,
    lpm_estimate.outcome,
    lpm_estimate.term,
    lpm_estimate.term_group,
    lpm_estimate.estimate,
    lpm_estimate.std_error,
    lpm_estimate.std_error_robust,
    lpm_estimate.std_error_clustered,
    lpm_estimate.t_value,
    lpm_estimate.p_value,
    significance_star.stars,
    lpm_estimate.n_observations,
    lpm_estimate.n_families,
    lpm_estimate.r_squared,
    lpm_estimate.note
from lpm_estimate
left join significance_star
    on
        lpm_estimate.p_value >= significance_star.p_from
        and lpm_estimate.p_value < significance_star.p_below
where {{ is_chosen_outcome_year("lpm_estimate.outcome_year") }}
