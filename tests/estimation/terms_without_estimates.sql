-- Terms of linear models that cannot be estimated, and why: a warning, whose rows are
-- kept.
{{ config(severity="warn") }}

select
    outcome_year,
    model,
    geography_code,
    term,
    n_observations,
    note
from {{ ref("lpm_estimate") }}
where estimate is null and outcome = 'stay'
