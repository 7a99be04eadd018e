-- Each sub-index has a best region at 0 and a worst at 100.
select
    edition,
    variable,
    min(sub_index) as lowest,
    max(sub_index) as highest
from {{ ref("risk_index_score") }}
group by edition, variable
having coalesce(min(sub_index), 1) <> 0 or abs(coalesce(max(sub_index), 0) - 100) > 1e-9
