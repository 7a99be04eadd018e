-- Rule: estimates of the models that findings speak of, own and printed, with their
-- errors; printed errors are estimates over their t-values. Where a finding is of how
-- large a difference is whatever its sign, the measure is absolute_estimate.
-- Source: report, tables 5.1-5.31, 6.1-6.26, E.1-E.8.
-- Grain: mart, measure, outcome_year, row_key, is_printed.

with lpm_estimate as (
    select * from {{ ref("lpm_estimate") }}
),

logit_estimate as (
    select * from {{ ref("logit_estimate") }}
),

logit_difference as (
    select * from {{ ref("logit_difference") }}
),

published_lpm as (
    select * from {{ ref("published_lpm") }}
),

published_logit as (
    select * from {{ ref("published_logit") }}
),

published_logit_differences as (
    select * from {{ ref("published_logit_differences") }}
),

printed_precision as (
    select distinct
        source_table,
        table_id,
        outcome_year
    from {{ ref("report_printed_precision") }}
),

linear as (
    select
        outcome_year,
        estimate,
        std_error,
        {{ named_codes(
            ["model", "geography_type", "geography_code", "outcome", "term"]
        ) }} as row_key
    from lpm_estimate
),

logit as (
    select
        outcome_year,
        estimate,
        std_error,
        {{ named_codes(
            ["model_type", "centrality_level", "sex", "outcome", "term"]
        ) }} as row_key
    from logit_estimate
),

difference as (
    select
        outcome_year,
        estimate,
        std_error,
        {{ named_codes(
            ["profile", "centrality_level", "contrast", "outcome"]
        ) }} as row_key
    from logit_difference
),

printed_linear as (
    select
        printed_precision.outcome_year,
        published_lpm.estimate,
        abs(published_lpm.estimate / nullif(published_lpm.t_value, 0)) as std_error,
        {{ named_codes(
            ["model", "geography_type", "geography_code", "outcome", "term"],
            "published_lpm"
        ) }} as row_key
    from published_lpm
    inner join printed_precision
        on
            printed_precision.source_table = 'lpm'
            and published_lpm.table_id = printed_precision.table_id
),

printed_logit as (
    select
        printed_precision.outcome_year,
        published_logit.estimate,
        abs(published_logit.estimate / nullif(published_logit.t_value, 0)) as std_error,
        {{ named_codes(
            ["model_type", "centrality_level", "sex", "outcome", "term"],
            "published_logit"
        ) }} as row_key
    from published_logit
    inner join printed_precision
        on
            printed_precision.source_table = 'logit'
            and published_logit.table_id = printed_precision.table_id
),

printed_difference as (
    select
        printed_precision.outcome_year,
        published.estimate,
        abs(published.estimate / nullif(published.t_value, 0)) as std_error,
        'profile=' || published.table_id || '; '
        || {{ named_codes(["centrality_level", "contrast", "outcome"], "published") }}
            as row_key
    from published_logit_differences as published
    inner join printed_precision
        on
            printed_precision.source_table = 'logit_differences'
            and published.table_id = printed_precision.table_id
)

{{ measured("linear", "lpm_estimate", "estimate", "estimate", "std_error") }}
union all
{{ measured("logit", "logit_estimate", "estimate", "estimate", "std_error") }}
union all
{{ measured("difference", "logit_difference", "estimate", "estimate", "std_error") }}
union all
{{ measured("difference", "logit_difference", "absolute_estimate", "abs(estimate)",
    "std_error") }}
union all
{{ measured("printed_linear", "lpm_estimate", "estimate", "estimate", "std_error",
    is_printed="true") }}
union all
{{ measured("printed_logit", "logit_estimate", "estimate", "estimate", "std_error",
    is_printed="true") }}
union all
{{ measured("printed_difference", "logit_difference", "estimate", "estimate",
    "std_error", is_printed="true") }}
union all
{{ measured("printed_difference", "logit_difference", "absolute_estimate",
    "abs(estimate)", "std_error", is_printed="true") }}
