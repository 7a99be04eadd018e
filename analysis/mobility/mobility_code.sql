-- The codes in the figures and tables of chapters 4 and 5, with their labels, in order.
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
    where
        list_name in (
            'age_group',
            'background',
            'botid_group',
            'centrality_level',
            'country_group',
            'education_level',
            'family_composition_breakdown',
            'family_size_group',
            'labour_status',
            'level_end',
            'missing_reason',
            'period',
            'sex'
        )
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
