-- Terms that cannot be estimated, and why: a warning, whose rows are kept.
{{ config(severity="warn") }}

select
    outcome_year,
    model,
    geography_code,
    cast(null as varchar) as sex,
    term,
    n_observations,
    note
from {{ ref("lpm_estimate") }}
where estimate is null and outcome = 'stay'
union all
select
    outcome_year,
    model,
    geography_code,
    sex,
    term,
    n_observations,
    note
from {{ ref("int_logit_parameter") }}
where estimator is null and outcome = 'emigration'
