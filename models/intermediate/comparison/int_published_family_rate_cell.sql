-- Rule: every rate that the report prints by background, family size and family
-- composition, one row per reading, under the table and cell it stands in.
-- Source: report, tables 4.1-4.3.
-- Grain: source_table, row_key, column_name.

with published_rate as (
    select * from {{ ref("int_family_rate_reading") }}
),

printed_precision as (
    select * from {{ ref("report_printed_precision") }}
)

select
    published_rate.source_table,
    {{ family_rate_row_key("published_rate") }} as row_key,
    published_rate.outcome as column_name,
    printed_precision.printed_in,
    printed_precision.decimals,
    published_rate.rate_percent as published,
    published_rate.note
from published_rate
inner join printed_precision
    on
        printed_precision.source_table = 'family_rates'
        and published_rate.table_id = printed_precision.table_id
        and published_rate.outcome = printed_precision.column_name
