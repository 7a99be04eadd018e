-- How many printed estimates of chapters 5 and 6 lie within two of our standard errors,
-- table by table, outcome year 2013, and how far they are from ours in the median.
-- Source: mart published_comparison.

with published_comparison as (
    select * from {{ ref("published_comparison") }}
)

select
    source_table,
    split_part(row_key, '/', 1) as table_id,
    count(*) as cells,
    count(estimate) as cells_with_estimate,
    count(*) filter (where abs(z) <= 2) as cells_within_two_errors,
    round(median(abs(difference)), 4) as median_difference
from published_comparison
where
    source_table in ('lpm', 'logit', 'logit_differences')
    and column_name = 'estimate'
group by source_table, table_id
order by source_table, table_id
