-- Rule: every number of the report's models, one row each, under the table and cell it
-- stands in: coefficients, t-values, persons, fit, differences in probability. What is
-- believed of a misprint stands beside it.
-- Source: report, tables 5.1-5.31, 6.1-6.26, D.1-D.4, E.1-E.8.
-- Grain: source_table, row_key, column_name.

with published_lpm as (
    select * from {{ ref("published_lpm") }}
),

published_logit as (
    select * from {{ ref("published_logit") }}
),

published_logit_diagnostics as (
    select * from {{ ref("published_logit_diagnostics") }}
),

published_logit_differences as (
    select * from {{ ref("published_logit_differences") }}
),

printed_precision as (
    select * from {{ ref("report_printed_precision") }}
),

printed as (
    select
        'lpm' as source_table,
        table_id,
        table_id || '/' || term || '/' || outcome as row_key,
        estimate,
        t_value,
        null as n_observations,
        null as scaled_r2,
        null as schwarz_bic,
        null as log_likelihood,
        note
    from published_lpm
    union all
    select
        'lpm' as source_table,
        table_id,
        table_id as row_key,
        null as estimate,
        null as t_value,
        min(n_observations) as n_observations,
        null as scaled_r2,
        null as schwarz_bic,
        null as log_likelihood,
        null as note
    from published_lpm
    group by table_id
    union all
    select
        'logit' as source_table,
        table_id,
        table_id || '/' || term || '/' || outcome as row_key,
        estimate,
        t_value,
        null as n_observations,
        null as scaled_r2,
        null as schwarz_bic,
        null as log_likelihood,
        note
    from published_logit
    union all
    select
        'logit_diagnostics' as source_table,
        table_id,
        table_id as row_key,
        null as estimate,
        null as t_value,
        n_observations,
        scaled_r2,
        schwarz_bic,
        log_likelihood,
        null as note
    from published_logit_diagnostics
    union all
    select
        'logit_differences' as source_table,
        table_id,
        {{ difference_row_key("table_id", "centrality_level") }} as row_key,
        estimate,
        t_value,
        null as n_observations,
        null as scaled_r2,
        null as schwarz_bic,
        null as log_likelihood,
        note
    from published_logit_differences
),

cell as (
    select
        printed.source_table,
        printed.row_key,
        printed_precision.column_name,
        printed_precision.outcome_year,
        printed_precision.printed_in,
        printed_precision.decimals,
        {{ printed_column("printed_precision.column_name", "printed", [
            "estimate",
            "t_value",
            "n_observations",
            "scaled_r2",
            "schwarz_bic",
            "log_likelihood",
        ]) }} as published,
        printed.note
    from printed
    inner join printed_precision
        on
            printed.source_table = printed_precision.source_table
            and printed.table_id = printed_precision.table_id
)

select
    source_table,
    row_key,
    column_name,
    outcome_year,
    printed_in,
    decimals,
    published,
    note
from cell
where published is not null
