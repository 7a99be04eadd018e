-- Centrality levels, 1 the least central; 0 for those who could not be placed.
-- Grain: centrality_level.

with code_list as (
    select * from {{ ref("code_list") }}
    where list_name in ('centrality_level', 'centrality_level_not_placed')
),

code_colour as (
    select * from {{ ref("code_colour") }}
    where list_name = 'centrality_level'
)

select
    -- an engine may cast before it filters
    try_cast(code_list.code as integer) as centrality_level,
    code_list.label_en,
    code_list.label_nb,
    code_list.sort_order,
    code_colour.colour
from code_list
left join code_colour
    on code_list.code = code_colour.code
