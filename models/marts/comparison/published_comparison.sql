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

compared as (
    select
        precise_cell.source_table,
        precise_cell.row_key,
        precise_cell.column_name,
        precise_cell.printed_in,
        precise_cell.published,
        estimated_cell.estimate,
        estimated_cell.estimate - precise_cell.published as difference,
        estimated_cell.input_allowance,
        -- a hair above half a unit: a value exactly between two decimals rounds to
        -- either, and binary fractions lie a little beside the decimal ones
        0.5 * power(10, -precise_cell.decimals) * (1 + 1e-9) + 1e-12
        + coalesce(estimated_cell.input_allowance, 0) as rounding_allowance
    from precise_cell
    left join estimated_cell
        on
            precise_cell.edition = estimated_cell.edition
            and precise_cell.source_table = estimated_cell.source_table
            and precise_cell.row_key = estimated_cell.row_key
            and precise_cell.column_name = estimated_cell.column_name
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
    cast(null as double) as std_error,
    cast(null as double) as z,
    compared.rounding_allowance,
    abs(compared.difference) <= compared.rounding_allowance as within_rounding,
    case
        when compared.estimate is null then 'the warehouse has no such number'
        when
            compared.source_table = 'risk_index_robustness'
            and compared.row_key not like 'as_published/%'
            then
                coalesce(published_robustness.note || '; ', '')
                || 'follows from the registers of the study only; the synthetic demo '
                || 'registers match the whole national sample, not parts of it'
        when compared.input_allowance > 0
            then 'calculated from values printed with one decimal'
    end as note
from compared
left join published_robustness
    on
        compared.source_table = 'risk_index_robustness'
        and compared.row_key
        = published_robustness.run || '/' || published_robustness.variable
        and compared.column_name = published_robustness.column_name
