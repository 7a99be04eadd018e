-- Each published number beside the warehouse's. within_rounding tells whether they
-- agree as far as print allows: half a unit of the last printed decimal, and what the
-- rounding of the printed input can explain.
-- Grain: source_table, cell.

with published_cell as (
    select * from {{ ref("int_published_risk_index_cell") }}
),

estimated_cell as (
    select * from {{ ref("int_estimated_risk_index_cell") }}
),

printed_precision as (
    select * from {{ ref("risk_index_printed_precision") }}
),

published_robustness as (
    select * from {{ ref("published_risk_index_robustness") }}
),

published_family_rate as (
    select * from {{ ref("int_published_family_rate_cell") }}
),

estimated_family_rate as (
    select * from {{ ref("int_estimated_family_rate_cell") }}
),

published_estimate as (
    select * from {{ ref("int_published_estimate_cell") }}
),

own_estimate as (
    select * from {{ ref("int_estimated_estimate_cell") }}
),

precise_cell as (
    select
        published_cell.source_table,
        published_cell.row_key,
        published_cell.column_name,
        published_cell.published,
        coalesce(own.edition, general.edition) as edition,
        coalesce(own.decimals, general.decimals) as decimals,
        coalesce(own.printed_in, general.printed_in) as printed_in
    from published_cell
    inner join printed_precision as general
        on
            published_cell.source_table = general.source_table
            and published_cell.column_name = general.column_name
            and general.row_key is null
    left join printed_precision as own
        on
            published_cell.source_table = own.source_table
            and published_cell.column_name = own.column_name
            and published_cell.row_key = own.row_key
),

cell_with_estimate as (
    select
        precise_cell.source_table,
        precise_cell.row_key,
        precise_cell.column_name,
        precise_cell.printed_in,
        precise_cell.decimals,
        precise_cell.published,
        estimated_cell.estimate,
        cast(null as double) as std_error,
        coalesce(estimated_cell.input_allowance, 0) as input_allowance,
        cast(null as varchar) as printed_note
    from precise_cell
    left join estimated_cell
        on
            precise_cell.edition = estimated_cell.edition
            and precise_cell.source_table = estimated_cell.source_table
            and precise_cell.row_key = estimated_cell.row_key
            and precise_cell.column_name = estimated_cell.column_name
    union all
    select
        published_family_rate.source_table,
        published_family_rate.row_key,
        published_family_rate.column_name,
        published_family_rate.printed_in,
        published_family_rate.decimals,
        published_family_rate.published,
        estimated_family_rate.estimate,
        estimated_family_rate.std_error,
        0 as input_allowance,
        published_family_rate.note as printed_note
    from published_family_rate
    left join estimated_family_rate
        on
            published_family_rate.source_table = estimated_family_rate.source_table
            and published_family_rate.row_key = estimated_family_rate.row_key
            and published_family_rate.column_name = estimated_family_rate.column_name
    union all
    select
        published_estimate.source_table,
        published_estimate.row_key,
        published_estimate.column_name,
        published_estimate.printed_in,
        published_estimate.decimals,
        published_estimate.published,
        own_estimate.estimate,
        own_estimate.std_error,
        0 as input_allowance,
        published_estimate.note as printed_note
    from published_estimate
    left join own_estimate
        on
            published_estimate.outcome_year = own_estimate.outcome_year
            and published_estimate.source_table = own_estimate.source_table
            and published_estimate.row_key = own_estimate.row_key
            and published_estimate.column_name = own_estimate.column_name
),

compared as (
    select
        source_table,
        row_key,
        column_name,
        printed_in,
        published,
        estimate,
        std_error,
        input_allowance,
        printed_note,
        estimate - published as difference,
        -- a hair above half a unit: a value exactly between two decimals rounds to
        -- either, and binary fractions lie a little beside the decimal ones
        0.5 * power(10, -decimals) * (1 + 1e-9) + 1e-12 + input_allowance
            as rounding_allowance
    from cell_with_estimate
)

select
    compared.source_table,
    compared.row_key || '.' || compared.column_name as cell,
    compared.row_key,
    compared.column_name,
    compared.printed_in,
    compared.published,
    compared.estimate,
    compared.difference,
    compared.std_error,
    compared.difference / nullif(compared.std_error, 0) as z,
    compared.rounding_allowance,
    abs(compared.difference) <= compared.rounding_allowance as within_rounding,
    case
        when compared.estimate is null then 'no_such_number'
        when
            compared.source_table = 'risk_index_robustness'
            and compared.row_key not like 'as_published/%'
            then
                coalesce(published_robustness.note || '; ', '')
                || 'follows from the registers of the study only; the synthetic demo '
                || 'registers match the whole national sample, not parts of it'
        when compared.input_allowance > 0
            then 'calculated from values printed with one decimal'
        when compared.printed_note is not null
            then 'print: ' || compared.printed_note
        when
            compared.source_table in ('family_rates', 'family_rates_swapped')
            and compared.std_error = 0
            then 'the printed rate is 0 or 100, so the error is 0 and z null'
    end as note
from compared
left join published_robustness
    on
        compared.source_table = 'risk_index_robustness'
        and compared.row_key
        = published_robustness.run || '/' || published_robustness.variable
        and compared.column_name = published_robustness.column_name
