-- Tables 4.1-4.3 as printed beside the warehouse's, outcome year 2013, with the
-- standard error that a share of so few residents has; column_name is the column of the
-- table's query. Rows that have probably been swapped in print (table 4.3) stand beside
-- what is then printed of their background, too. Where there is no estimate the note
-- says why.
-- Source: marts published_comparison and panel_year, seeds published_family_rates,
-- published_row_swap and report_printed_precision.

with published_comparison as (
    select * from {{ ref("published_comparison") }}
),

published_family_rates as (
    select * from {{ ref("published_family_rates") }}
),

report_printed_precision as (
    select * from {{ ref("report_printed_precision") }}
),

panel_year as (
    select * from {{ ref("panel_year") }}
),

code_list as (
    select * from {{ ref("code_list") }}
),

printed as (
    select
        published_family_rates.*,
        coalesce(panel_year.is_in_panel, false) as is_in_panel,
        published_family_rates.table_id || '/' || published_family_rates.background
        || '/' || published_family_rates.family_size || '/'
        || published_family_rates.family_composition as row_key
    from published_family_rates
    inner join report_printed_precision
        on
            report_printed_precision.source_table = 'family_rates'
            and published_family_rates.table_id = report_printed_precision.table_id
            and published_family_rates.outcome = report_printed_precision.column_name
    left join panel_year
        on report_printed_precision.outcome_year = panel_year.outcome_year
)

select
    printed.table_id,
    printed.background,
    printed.family_size as family_size_group,
    printed.family_composition,
    printed.outcome as measure,
    printed.outcome || '_' || printed.family_composition as column_name,
    published_comparison.published,
    published_comparison.estimate,
    published_comparison.difference,
    published_comparison.std_error,
    published_comparison.z,
    swapped.published as published_swapped,
    swapped.z as z_swapped,
    case
        when published_comparison.estimate is not null then null
        when printed.is_in_panel then 'nobody_in_group'
        else 'year_not_in_panel'
    end as note
from printed
inner join published_comparison
    on
        published_comparison.source_table = 'family_rates'
        and printed.row_key = published_comparison.row_key
        and printed.outcome = published_comparison.column_name
left join published_comparison as swapped
    on
        swapped.source_table = 'family_rates_swapped'
        and printed.row_key = swapped.row_key
        and printed.outcome = swapped.column_name
inner join code_list
    on
        code_list.list_name = 'background'
        and printed.background = code_list.code
order by
    printed.table_id,
    code_list.sort_order,
    printed.family_size,
    printed.family_composition,
    printed.outcome
