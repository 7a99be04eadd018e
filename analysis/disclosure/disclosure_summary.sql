-- What the rounding of small counts costs, by published table and over all of them (the
-- row without a table): means over their counts, and the largest difference.
-- Source: table disclosure_utility of the published file.

with disclosure_utility as (
    -- publishing writes it, so it is no model to refer to
    select * from main.disclosure_utility
)

select
    table_name,
    cast(sum(counts) as bigint) as counts,
    sum(counts * share_changed_percent) / nullif(sum(counts), 0)
        as share_changed_percent,
    sum(counts * mean_difference) / nullif(sum(counts), 0) as mean_difference,
    max(largest_difference) as largest_difference
from disclosure_utility
group by rollup(table_name)
order by table_name nulls first
