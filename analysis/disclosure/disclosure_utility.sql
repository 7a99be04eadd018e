-- What the rounding of small counts costs: published counts beside exact ones, by
-- published table and column.
-- Source: table disclosure_utility of the published file.

with disclosure_utility as (
    -- publishing writes it, so it is no model to refer to
    select * from main.disclosure_utility
)

select
    table_name,
    column_name,
    counts,
    share_changed_percent,
    mean_difference,
    largest_difference,
    hellinger_utility
from disclosure_utility
order by table_name, column_name
