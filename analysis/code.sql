-- The codes of figures and tables, with their labels, in order.
-- Source: seeds code_list and county.

with code_list as (
    select * from {{ ref("code_list") }}
),

county as (
    select * from {{ ref("county") }}
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
    list_name,
    code,
    sort_order,
    label_en,
    label_nb
from shown
order by list_name, sort_order
