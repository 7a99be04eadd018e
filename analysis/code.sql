-- The codes of figures and tables, with their labels and colours, in order.
-- Source: seeds code_list, code_colour and county.

with code_list as (
    select * from {{ ref("code_list") }}
),

county as (
    select * from {{ ref("county") }}
),

code_colour as (
    select * from {{ ref("code_colour") }}
),

shown as (
    select
        list_name,
        code,
        sort_order,
        label_en,
        label_nb
    from code_list
    union all
    select
        'county' as list_name,
        county_code as code,
        cast(county_code as integer) as sort_order,
        label_en,
        label_nb
    from county
)

select
    shown.list_name,
    shown.code,
    shown.sort_order,
    shown.label_en,
    shown.label_nb,
    code_colour.colour
from shown
left join code_colour
    on
        shown.list_name = code_colour.list_name
        and shown.code = code_colour.code
order by shown.list_name, shown.sort_order
