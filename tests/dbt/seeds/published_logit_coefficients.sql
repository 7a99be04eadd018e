-- Each outcome of a trinomial logit has 27 coefficients in type 1, 24 in type 2 and 23
-- in type 3, and the printed Schwarz value follows from log-likelihood, n and twice
-- that number (6 printed digits).
with published_logit as (
    select
        table_id,
        outcome,
        term
    from {{ ref("published_logit") }}
),

published_logit_diagnostics as (
    select
        table_id,
        model_type,
        n_observations,
        schwarz_bic,
        log_likelihood
    from {{ ref("published_logit_diagnostics") }}
),

counted as (
    select
        table_id,
        count(*) filter (where outcome = 'out_migration') as out_migration_terms,
        count(*) filter (where outcome = 'emigration') as emigration_terms,
        count(*) as coefficients
    from published_logit
    group by table_id
),

compared as (
    select
        published_logit_diagnostics.table_id,
        counted.out_migration_terms,
        counted.emigration_terms,
        published_logit_diagnostics.schwarz_bic,
        [27, 24, 23][published_logit_diagnostics.model_type] as expected_terms,
        counted.coefficients / 2.0
        * ln(published_logit_diagnostics.n_observations)
        - published_logit_diagnostics.log_likelihood as expected_schwarz_bic
    from published_logit_diagnostics
    left join counted on published_logit_diagnostics.table_id = counted.table_id
)

select *
from compared
where
    out_migration_terms is distinct from expected_terms
    or emigration_terms is distinct from expected_terms
    or abs(schwarz_bic - expected_schwarz_bic) > 0.75
