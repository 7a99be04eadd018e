-- Rule: the warehouse's own number for the cells of the report's tables of models, in
-- every outcome year. An estimate has its standard error, classical as the printed one,
-- and is by maximum likelihood as that is: penalised ones are not compared.
-- Source: own, the study's printed numbers.
-- Grain: outcome_year, source_table, row_key, column_name.

with lpm_estimate as (
    select * from {{ ref("lpm_estimate") }}
),

logit_estimate as (
    select * from {{ ref("logit_estimate") }}
),

logit_fit as (
    select * from {{ ref("logit_fit") }}
),

logit_difference as (
    select * from {{ ref("logit_difference") }}
),

estimation_table as (
    select * from {{ ref("int_estimation_table") }}
),

printed_precision as (
    select * from {{ ref("report_printed_precision") }}
),

linear as (
    select
        lpm_estimate.outcome_year,
        estimation_table.table_id,
        lpm_estimate.term,
        lpm_estimate.outcome,
        lpm_estimate.estimate,
        lpm_estimate.t_value,
        lpm_estimate.std_error,
        lpm_estimate.n_observations
    from lpm_estimate
    inner join estimation_table
        on
            lpm_estimate.model = estimation_table.model
            and lpm_estimate.geography_code = estimation_table.geography_code
),

logit as (
    select
        logit_estimate.outcome_year,
        estimation_table.table_id,
        logit_estimate.term,
        logit_estimate.outcome,
        logit_estimate.estimate,
        logit_estimate.t_value,
        logit_estimate.std_error
    from logit_estimate
    inner join estimation_table
        on
            logit_estimate.model_type = estimation_table.model_type
            and logit_estimate.centrality_level
            is not distinct from estimation_table.centrality_level
            and logit_estimate.sex is not distinct from estimation_table.sex
),

fit as (
    select
        logit_fit.outcome_year,
        estimation_table.table_id,
        logit_fit.n_observations,
        logit_fit.scaled_r2,
        logit_fit.schwarz_bic,
        logit_fit.log_likelihood
    from logit_fit
    inner join estimation_table
        on
            logit_fit.model_type = estimation_table.model_type
            and logit_fit.centrality_level
            is not distinct from estimation_table.centrality_level
            and logit_fit.sex is not distinct from estimation_table.sex
),

estimated as (
    select
        outcome_year,
        'lpm' as source_table,
        table_id,
        table_id || '/' || term || '/' || outcome as row_key,
        estimate,
        t_value,
        null as n_observations,
        null as scaled_r2,
        null as schwarz_bic,
        null as log_likelihood,
        std_error
    from linear
    union all
    select
        outcome_year,
        'lpm' as source_table,
        table_id,
        table_id as row_key,
        null as estimate,
        null as t_value,
        min(n_observations) as n_observations,
        null as scaled_r2,
        null as schwarz_bic,
        null as log_likelihood,
        null as std_error
    from linear
    group by
        outcome_year,
        table_id
    union all
    select
        outcome_year,
        'logit' as source_table,
        table_id,
        table_id || '/' || term || '/' || outcome as row_key,
        estimate,
        t_value,
        null as n_observations,
        null as scaled_r2,
        null as schwarz_bic,
        null as log_likelihood,
        std_error
    from logit
    union all
    select
        outcome_year,
        'logit_diagnostics' as source_table,
        table_id,
        table_id as row_key,
        null as estimate,
        null as t_value,
        n_observations,
        scaled_r2,
        schwarz_bic,
        log_likelihood,
        null as std_error
    from fit
    union all
    select
        outcome_year,
        'logit_differences' as source_table,
        profile as table_id,
        {{ difference_row_key("profile", "centrality_level") }} as row_key,
        estimate,
        t_value,
        null as n_observations,
        null as scaled_r2,
        null as schwarz_bic,
        null as log_likelihood,
        std_error
    from logit_difference
),

cell as (
    select
        estimated.outcome_year,
        estimated.source_table,
        estimated.row_key,
        printed_precision.column_name,
        {{ printed_column("printed_precision.column_name", "estimated", [
            "estimate",
            "t_value",
            "n_observations",
            "scaled_r2",
            "schwarz_bic",
            "log_likelihood",
        ]) }} as estimate,
        case
            when printed_precision.column_name = 'estimate' then estimated.std_error
        end as std_error
    from estimated
    inner join printed_precision
        on
            estimated.source_table = printed_precision.source_table
            and estimated.table_id = printed_precision.table_id
)

select
    outcome_year,
    source_table,
    row_key,
    column_name,
    estimate,
    std_error
from cell
where estimate is not null
