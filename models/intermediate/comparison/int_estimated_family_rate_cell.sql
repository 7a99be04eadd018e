-- Rule: the warehouse's own rate for every cell of the report's tables of families, in
-- the outcome year that the table is about, with the binomial standard error of a rate
-- of so many residents: sqrt(p * (1 - p) / n). p is the printed rate: what is asked is
-- how far chance leads away from it, also where nobody moved.
-- Source: report, tables 4.1-4.3; own, the study's printed numbers.
-- Grain: source_table, row_key, column_name.

with published_rate as (
    select * from {{ ref("int_family_rate_reading") }}
),

printed_precision as (
    select * from {{ ref("report_printed_precision") }}
),

mobility_rate as (
    select * from {{ ref("mobility_rate") }}
),

own_rate as (
    select
        published_rate.source_table,
        {{ family_rate_row_key("published_rate") }} as row_key,
        published_rate.outcome as column_name,
        mobility_rate.residents,
        published_rate.rate_percent as published,
        case published_rate.outcome
            when 'emigration' then mobility_rate.emigration_rate
            when 'out_migration' then mobility_rate.out_migration_rate
        end as estimate
    from published_rate
    inner join printed_precision
        on
            printed_precision.source_table = 'family_rates'
            and published_rate.table_id = printed_precision.table_id
            and published_rate.outcome = printed_precision.column_name
    inner join mobility_rate
        on
            printed_precision.outcome_year = mobility_rate.outcome_year
            and published_rate.age_range = mobility_rate.age_range
            and published_rate.background = mobility_rate.background
            and published_rate.family_size = mobility_rate.family_size_group
            and published_rate.family_composition = mobility_rate.family_composition
    where
        mobility_rate.geography_type = 'country'
        and mobility_rate.mobility_level = 'county'
        and mobility_rate.labour_status = 'all'
        and mobility_rate.education_level = 'all'
)

select
    source_table,
    row_key,
    column_name,
    estimate,
    sqrt(published * (100 - published) / residents) as std_error
from own_rate
