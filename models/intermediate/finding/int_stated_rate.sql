-- Rule: rates and shares that findings speak of, own and printed, by what they are of.
-- Errors of rates are those of a share of independent persons; families move together,
-- so they are a little too small. Means of a period's years weigh the years alike.
-- Source: report, chapters 4 and 5; Agresti and Coull 1998 (errors).
-- Grain: mart, measure, outcome_year, row_key, is_printed.

{%- set by_year = in_order("rate.outcome_year") %}

with mobility_rate as (
    select * from {{ ref("mobility_rate") }}
),

mobility_rate_period as (
    select * from {{ ref("mobility_rate_period") }}
),

background_composition as (
    select * from {{ ref("background_composition") }}
),

cohort_retention as (
    select * from {{ ref("cohort_retention") }}
),

gross_flow as (
    select * from {{ ref("gross_flow") }}
),

period as (
    select * from {{ ref("period") }}
),

published_family_rates as (
    select * from {{ ref("published_family_rates") }}
),

published_centrality_levels as (
    select * from {{ ref("published_centrality_levels") }}
),

report_printed_precision as (
    select * from {{ ref("report_printed_precision") }}
),

rate as (
    select
        outcome_year,
        geography_type,
        residents,
        emigrants,
        out_migrants,
        emigration_rate,
        out_migration_rate,
        {{ rate_std_error("emigrants", "residents") }} as emigration_error,
        {{ rate_std_error("out_migrants", "residents") }} as out_migration_error,
        {{ named_codes(
            [
                "geography_type",
                "geography_code",
                "mobility_level",
                "age_range",
                "background",
                "labour_status",
                "education_level",
                "family_size_group",
                "family_composition",
            ]
        ) }} as row_key
    from mobility_rate
),

yearly_mean as (
    select
        rate.row_key || '; period=' || period.period as row_key,
        avg(rate.emigration_rate {{ by_year }}) as emigration_rate,
        avg(rate.out_migration_rate {{ by_year }}) as out_migration_rate,
        sqrt(sum(power(rate.emigration_error, 2) {{ by_year }})) / count(*)
            as emigration_error,
        sqrt(sum(power(rate.out_migration_error, 2) {{ by_year }})) / count(*)
            as out_migration_error
    from rate
    inner join period
        on rate.outcome_year between period.year_from and period.year_to
    where rate.geography_type = 'country'
    group by rate.row_key, period.period
),

rate_of_period as (
    select
        residents,
        emigrants,
        out_migrants,
        emigration_rate_mean_annual,
        out_migration_rate_mean_annual,
        {{ named_codes(
            ["geography_type", "geography_code", "background", "period"]
        ) }} as row_key
    from mobility_rate_period
    where
        mobility_level = 'county'
        and age_range = 'all'
        and labour_status = 'all'
        and education_level = 'all'
        and family_size_group = 'all'
        and family_composition = 'all'
),

composition as (
    select
        share_percent,
        {{ named_codes(
            ["geography_type", "geography_code", "background", "period"]
        ) }} as row_key
    from background_composition
),

retention as (
    select
        outcome_year,
        emigrated_percent,
        emigrated_std_error,
        {{ named_codes(["background", "duration"]) }} as row_key
    from cohort_retention
),

flow as (
    select
        outcome_year,
        administrative_share_percent,
        {{ rate_std_error("administrative_emigrants", "emigrants") }} as share_error,
        {{ named_codes(["geography_type", "geography_code", "country_group"]) }}
            as row_key
    from gross_flow
    where emigrants > 0
),

level_share as (
    select
        outcome_year,
        'geography_type=centrality; geography_code=' || geography_code as row_key,
        100.0 * residents / sum(residents) over (partition by outcome_year)
            as share_percent
    from mobility_rate
    where
        geography_type = 'centrality'
        and age_range = 'all'
        and background = 'all'
        and labour_status = 'all'
        and education_level = 'all'
        and family_size_group = 'all'
        and family_composition = 'all'
),

printed_level_share as (
    select
        extract(year from reference_date) as outcome_year,
        'geography_type=centrality; geography_code=' || level as row_key,
        share_immigrants_percent as share_percent
    from published_centrality_levels
),

printed_family_rate as (
    select
        report_printed_precision.outcome_year,
        published_family_rates.outcome,
        published_family_rates.rate_percent,
        'geography_type=country; mobility_level=county; '
        || {{ named_codes(
            ["age_range", "background", "family_size", "family_composition"],
            "published_family_rates"
        ) }} as row_key
    from published_family_rates
    inner join report_printed_precision
        on
            report_printed_precision.source_table = 'family_rates'
            and published_family_rates.table_id = report_printed_precision.table_id
            and published_family_rates.outcome = report_printed_precision.column_name
),

printed_rate as (
    select
        outcome_year,
        outcome,
        rate_percent,
        replace(row_key, 'family_size=', 'family_size_group=') as row_key
    from printed_family_rate
)

{{ measured("rate", "mobility_rate", "emigration_rate", "emigration_rate",
    "emigration_error") }}
union all
{{ measured("rate", "mobility_rate", "out_migration_rate", "out_migration_rate",
    "out_migration_error") }}
union all
{{ measured("rate", "mobility_rate", "emigrants", "emigrants", "sqrt(emigrants)") }}
union all
{{ measured("yearly_mean", "mobility_rate", "emigration_rate", "emigration_rate",
    "emigration_error", year="null") }}
union all
{{ measured("yearly_mean", "mobility_rate", "out_migration_rate", "out_migration_rate",
    "out_migration_error", year="null") }}
union all
{{ measured("rate_of_period", "mobility_rate_period", "emigration_rate",
    "emigration_rate_mean_annual", rate_std_error("emigrants", "residents"),
    year="null") }}
union all
{{ measured("rate_of_period", "mobility_rate_period", "out_migration_rate",
    "out_migration_rate_mean_annual", rate_std_error("out_migrants", "residents"),
    year="null") }}
union all
{{ measured("composition", "background_composition", "share_percent", "share_percent",
    year="null") }}
union all
{{ measured("retention", "cohort_retention", "emigrated_percent",
    "emigrated_percent", "emigrated_std_error") }}
union all
{{ measured("flow", "gross_flow", "administrative_share_percent",
    "administrative_share_percent", "share_error") }}
union all
{{ measured("level_share", "mobility_rate", "share_of_residents", "share_percent") }}
union all
{{ measured("printed_level_share", "mobility_rate", "share_of_residents",
    "share_percent", is_printed="true") }}
union all
select
    'mobility_rate' as mart,
    outcome || '_rate' as measure,
    outcome_year,
    row_key,
    rate_percent as value,
    cast(null as double) as std_error,
    true as is_printed
from printed_rate
