-- Each sub-index has a best region at 0 and a worst at 100.
select
    edition,
    variable,
    min(sub_index) as lowest,
    max(sub_index) as highest
from {{ ref("risk_index_score") }}
group by edition, variable
having min(sub_index) <> 0 or abs(max(sub_index) - 100) > 1e-9
