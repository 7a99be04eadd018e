-- Why a number is not there: the codes that notes have, with their labels, in order.
-- Source: seed code_list.

with code_list as (
    select * from {{ ref("code_list") }}
)

select
    list_name,
    code,
    sort_order,
    label_en,
    label_nb
from code_list
where list_name = 'missing_reason'
order by sort_order
