-- Age groups cover 15 to 74 and botid groups 0 and up, without gap or overlap.
with age_group as (
    select
        age_group,
        age_from,
        age_to
    from {{ ref("age_group") }}
),

botid_group as (
    select
        botid_group,
        botid_from,
        botid_to
    from {{ ref("botid_group") }}
),

groups as (
    select
        'age' as group_kind,
        age_group as code,
        age_from as value_from,
        age_to as value_to,
        15 as first_value,
        74 as last_value
    from age_group
    union all
    select
        'botid' as group_kind,
        botid_group as code,
        botid_from as value_from,
        botid_to as value_to,
        0 as first_value,
        null as last_value
    from botid_group
),

neighbours as (
    select
        *,
        lag(value_to) over ordered as value_before,
        row_number() over ordered = 1 as is_first,
        lead(value_from) over ordered is null as is_last
    from groups
    window ordered as (partition by group_kind order by value_from)
)

select *
from neighbours
where
    (is_first and value_from != first_value)
    or (not is_first and value_from is distinct from value_before + 1)
    or (is_last and value_to is distinct from last_value)
    or value_to < value_from
