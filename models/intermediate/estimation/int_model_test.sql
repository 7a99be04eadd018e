-- Rule: a model type is tested against the finer one after it (one model for all
-- against one per level, that against one per level and sex) by the likelihood ratio:
-- twice the gain in log-likelihood, with the further coefficients as degrees of
-- freedom. Both are of the same persons. The printed likelihoods give the printed
-- ratios. Where a model has no maximum there is no ratio, and the note says why.
-- Persons count as independent, as in the likelihood.
-- Source: report, tables 6.1, D.1-D.4, E.1-E.8.
-- Grain: outcome_year, general_type, is_printed.

with logit_parameter as (
    select * from {{ ref("int_logit_parameter") }}
),

published_diagnostics as (
    select * from {{ ref("published_logit_diagnostics") }}
),

published_logit as (
    select * from {{ ref("published_logit") }}
),

printed_precision as (
    select distinct
        table_id,
        outcome_year
    from {{ ref("report_printed_precision") }}
    where source_table = 'logit_diagnostics'
),

own_model as (
    select
        outcome_year,
        model_type,
        geography_code,
        sex,
        max(log_likelihood) as log_likelihood,
        max(n_parameters) as n_parameters,
        max(fit_note) as note,
        max(n_observations) as n_observations,
        min(n_outcome) as n_outcome
    from logit_parameter
    group by outcome_year, model_type, geography_code, sex
),

printed_parameters as (
    select
        table_id,
        count(*) as n_parameters
    from published_logit
    group by table_id
),

fit as (
    select
        outcome_year,
        model_type,
        log_likelihood,
        n_parameters,
        note,
        n_observations,
        n_outcome,
        false as is_printed
    from own_model
    union all
    select
        printed_precision.outcome_year,
        published_diagnostics.model_type,
        published_diagnostics.log_likelihood,
        printed_parameters.n_parameters,
        cast(null as {{ dbt.type_string() }}) as note,
        published_diagnostics.n_observations,
        cast(null as bigint) as n_outcome,
        true as is_printed
    from published_diagnostics
    inner join printed_precision
        on published_diagnostics.table_id = printed_precision.table_id
    inner join printed_parameters
        on published_diagnostics.table_id = printed_parameters.table_id
),

of_type as (
    select
        outcome_year,
        model_type,
        is_printed,
        count(*) as models,
        case when count(log_likelihood) = count(*) then sum(log_likelihood) end
            as log_likelihood,
        sum(n_parameters) as n_parameters,
        max(note) as note,
        min(n_outcome) as n_outcome
    from fit
    group by outcome_year, model_type, is_printed
),

tested as (
    select
        restricted.outcome_year,
        restricted.model_type as restricted_type,
        general.model_type as general_type,
        restricted.is_printed,
        general.models,
        2.0 * (general.log_likelihood - restricted.log_likelihood)
            as likelihood_ratio,
        general.n_parameters - restricted.n_parameters as degrees_of_freedom,
        coalesce(general.note, restricted.note) as note,
        general.n_outcome
    from of_type as restricted
    inner join of_type as general
        on
            restricted.outcome_year = general.outcome_year
            and restricted.is_printed = general.is_printed
            and restricted.model_type + 1 = general.model_type
)

select
    outcome_year,
    cast(restricted_type as integer) as restricted_type,
    cast(general_type as integer) as general_type,
    is_printed,
    cast(models as integer) as models,
    cast(likelihood_ratio as double) as likelihood_ratio,
    cast(degrees_of_freedom as integer) as degrees_of_freedom,
    cast(
        {{ chi_squared_z("likelihood_ratio", "degrees_of_freedom") }} as double
    ) as z_value,
    -- printed numbers are known already
    cast(n_outcome as bigint) as n_outcome,
    note
from tested
