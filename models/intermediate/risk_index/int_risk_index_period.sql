-- Rule: an edition measures each variable in one period to construct the index and in
-- another to compute it; a variable without index period is used in construction only,
-- and one of an edition with given weights in the index only.
-- Source: study, table 8, columns 4 and 5.
-- Grain: edition, variable, purpose.

with variable as (
    select * from {{ ref("risk_index_variable") }}
),

construction as (
    select
        edition,
        variable,
        'construction' as purpose,
        construction_start as period_start,
        construction_end as period_end
    from variable
    where construction_start is not null
),

indexing as (
    select
        edition,
        variable,
        'index' as purpose,
        index_start as period_start,
        index_end as period_end
    from variable
    where index_start is not null
)

select
    edition,
    variable,
    purpose,
    period_start,
    period_end
from construction
union all
select
    edition,
    variable,
    purpose,
    period_start,
    period_end
from indexing
