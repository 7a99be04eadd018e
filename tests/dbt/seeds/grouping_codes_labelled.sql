-- Groupings and code lists have the same codes: none without a label, and no label
-- for a code that no grouping gives (`nordic` comes from the country of birth).
{% set groupings = {
    'age_group': 'age_group',
    'botid_group': 'botid_group',
    'education_level': 'nus_education_level',
    'education_level_6': 'nus_education_level',
    'reason_for_immigration': 'background_reason',
    'background': 'background_reason',
} %}
with code_list as (
    select
        list_name,
        code
    from {{ ref("code_list") }}
),

grouping_codes as (
    {% for column, seed in groupings.items() %}
        select distinct
            '{{ column }}' as list_name,
            {{ column }} as code
        from {{ ref(seed) }}
        union all
    {% endfor %}
    select
        'background' as list_name,
        'nordic' as code
),

labels as (
    select
        code_list.list_name,
        code_list.code
    from code_list
    semi join grouping_codes on code_list.list_name = grouping_codes.list_name
)

select
    coalesce(labels.list_name, grouping_codes.list_name) as list_name,
    coalesce(labels.code, grouping_codes.code) as code
from labels
full join grouping_codes
    on
        labels.list_name = grouping_codes.list_name
        and labels.code = grouping_codes.code
where labels.code is null or grouping_codes.code is null
