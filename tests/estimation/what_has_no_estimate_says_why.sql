-- A row without an estimate has a note, and one of a logit with an estimate has none.
with lpm_estimate as (
    select * from {{ ref("lpm_estimate") }}
),

logit_estimate as (
    select * from {{ ref("logit_estimate") }}
),

logit_difference as (
    select * from {{ ref("logit_difference") }}
),

logit_fit as (
    select * from {{ ref("logit_fit") }}
)

select
    'lpm_estimate' as mart,
    outcome_year,
    term as row_name
from lpm_estimate
where
    (estimate is null or t_value is null) and note is null
    or estimate is not null and t_value is not null and note is not null
union all
select
    'logit_estimate' as mart,
    outcome_year,
    term as row_name
from logit_estimate
where (estimate is null) <> (note is not null)
union all
select
    'logit_difference' as mart,
    outcome_year,
    profile as row_name
from logit_difference
where (estimate is null) <> (note is not null)
union all
select
    'logit_fit' as mart,
    outcome_year,
    cast(model_type as varchar) as row_name
from logit_fit
where converged <> (note is null) or converged <> (log_likelihood is not null)
