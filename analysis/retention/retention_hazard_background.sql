-- Discrete-time model of emigration: hazard of each background against Nordic
-- immigrants after the same time since arrival.
-- Source: mart retention_hazard.

with retention_hazard as (
    select * from {{ ref("retention_hazard") }}
)

select
    term as background,
    hazard_ratio,
    estimate,
    std_error,
    note
from retention_hazard
where term_group = 'background'
order by term
