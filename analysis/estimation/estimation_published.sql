-- Chapters 5 and 6 as printed beside the warehouse's, outcome year 2013: estimates,
-- t-values, differences in probability and the fit of the models. row_code is a term of
-- a table of coefficients and a contrast of a table of differences.
-- Source: mart published_comparison.

with published_comparison as (
    select * from {{ ref("published_comparison") }}
),

coefficient as (
    select
        *,
        cast(null as varchar) as centrality_level,
        -- the persons of a model are not printed for a term
        nullif(split_part(row_key, '/', 2), '') as row_code,
        nullif(split_part(row_key, '/', 3), '') as outcome
    from published_comparison
    where source_table in ('lpm', 'logit')
),

difference as (
    select
        *,
        nullif(split_part(row_key, '/', 2), 'all') as centrality_level,
        split_part(row_key, '/', 3) as row_code,
        split_part(row_key, '/', 4) as outcome
    from published_comparison
    where source_table = 'logit_differences'
),

fit as (
    select
        *,
        cast(null as varchar) as centrality_level,
        cast(null as varchar) as row_code,
        cast(null as varchar) as outcome
    from published_comparison
    where source_table = 'logit_diagnostics'
),

every_cell as (
    select * from coefficient
    union all
    select * from difference
    union all
    select * from fit
)

select
    source_table,
    split_part(row_key, '/', 1) as table_id,
    row_code,
    centrality_level,
    outcome,
    column_name,
    published,
    estimate,
    difference,
    std_error,
    z,
    note
from every_cell
order by source_table, table_id, row_code, centrality_level, outcome, column_name
