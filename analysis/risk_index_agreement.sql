-- How many of the study's printed numbers the warehouse reproduces within rounding,
-- by where they are printed.
-- Source: mart published_comparison.

with published_comparison as (
    select * from {{ ref("published_comparison") }}
)

select
    printed_in,
    count(*) as cells,
    count(*) filter (where within_rounding) as cells_within_rounding,
    count(*) filter (where not within_rounding) as cells_outside,
    count(*) filter (where estimate is null) as cells_without_estimate
from published_comparison
where source_table like 'risk_index_%'
group by printed_in
order by
    try_cast(regexp_extract(printed_in, '\d+') as integer) asc nulls last,
    printed_in desc
