-- Rule: the printed rates of families are read as they stand and, where rows of a table
-- have probably been swapped in print (seed published_row_swap), also with each row
-- under the background that it is then of. The second reading has only those rows.
-- Source: report, tables 4.1-4.3; a rate of mixed families (4.1) lies between those of
-- its parts (4.3).
-- Grain: source_table, table_id, background, family_size, family_composition, outcome.

with published_rate as (
    select * from {{ ref("published_family_rates") }}
),

row_swap as (
    select * from {{ ref("published_row_swap") }}
)

select
    'family_rates' as source_table,
    table_id,
    background,
    family_size,
    family_composition,
    age_range,
    outcome,
    rate_percent,
    note
from published_rate
union all
select
    'family_rates_swapped' as source_table,
    published_rate.table_id,
    row_swap.probable_background as background,
    published_rate.family_size,
    published_rate.family_composition,
    published_rate.age_range,
    published_rate.outcome,
    published_rate.rate_percent,
    'printed in the row ' || published_rate.background as note
from published_rate
inner join row_swap
    on
        published_rate.table_id = row_swap.table_id
        and published_rate.background = row_swap.background
