-- Discrete-time model of emigration: how much higher or lower the chance of emigrating
-- in a year is for a background than for Nordic immigrants after the same time since
-- arrival, and for a year since arrival than for the first, over all cohorts.
-- Grain: term_group, term.

with hazard_estimate as (
    select * from {{ ref("int_hazard_estimate") }}
)

select
    term_group,
    term,
    estimate,
    std_error,
    z_value,
    hazard_ratio,
    note
from hazard_estimate
