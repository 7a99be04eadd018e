-- The study's printed numbers that the warehouse does not reproduce within rounding,
-- with what a reader must know about them.
-- Source: mart published_comparison.

with published_comparison as (
    select * from {{ ref("published_comparison") }}
)

select
    printed_in,
    row_key,
    column_name,
    published,
    estimate,
    difference,
    rounding_allowance,
    note
from published_comparison
where
    source_table like 'risk_index_%'
    and within_rounding is not true
order by
    try_cast(regexp_extract(printed_in, '\d+') as integer) asc nulls last,
    printed_in desc,
    row_key asc,
    column_name asc
