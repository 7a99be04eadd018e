-- The labels of everything that an edition measures: its variables, and indicators that
-- could be one.
-- Source: seeds code_list and risk_index_variable.

with code_list as (
    select * from {{ ref("code_list") }}
)

select
    code as variable,
    coalesce(
        max(case when list_name = 'risk_index_variable' then label_en end),
        max(label_en)
    ) as label_en,
    coalesce(
        max(case when list_name = 'risk_index_variable' then label_nb end),
        max(label_nb)
    ) as label_nb
from code_list
where list_name in ('risk_index_variable', 'region_indicator')
group by code
order by code
