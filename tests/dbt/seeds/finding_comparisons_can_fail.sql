-- Every finding has a comparison, every comparison a limit that it can break, and what
-- is stated lies within the limits; a ratio or difference has something to divide by or
-- to subtract, unless it is from a reference category.
with finding as (
    select * from {{ ref("finding") }}
),

comparison as (
    select * from {{ ref("finding_comparison") }}
)

select
    finding.finding_id,
    comparison.comparison
from finding
left join comparison
    on finding.finding_id = comparison.finding_id
where
    comparison.finding_id is null
    or (comparison.limit_low is null and comparison.limit_high is null)
    or comparison.limit_low > comparison.limit_high
    or comparison.stated < comparison.limit_low
    or comparison.stated > comparison.limit_high
    or (comparison.operation = 'ratio' and comparison.right_key is null)
    or (comparison.year_from is null) <> (comparison.year_to is null)
    or comparison.year_from > comparison.year_to
