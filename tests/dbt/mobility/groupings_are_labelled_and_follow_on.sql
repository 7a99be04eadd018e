-- The groupings of rates have labels in the code lists, and no label is left over; age
-- groups of the standard follow on each other without gap or overlap.
{% set columns = [
    ("age_range", "age_range", "age_range"),
    ("period", "period", "period"),
    ("family_size_group", "family_size_group", "family_size_group"),
    ("family_composition_breakdown", "family_composition_rule", "shown_as"),
] %}
with code_list as (
    select * from {{ ref("code_list") }}
),

standard_age_group as (
    select * from {{ ref("standard_age_group") }}
),

seed_code as (
    {% for list_name, seed, column in columns %}
        select distinct
            '{{ list_name }}' as list_name,
            {{ column }} as code
        from {{ ref(seed) }}
        {{ "union all" if not loop.last }}
    {% endfor %}
),

labelled as (
    select
        list_name,
        code
    from code_list
    where
        list_name in (select seed_code.list_name from seed_code)
        -- what is not broken down
        and (list_name = 'age_range' or code <> 'all')
),

ordered_age_group as (
    select
        standard_age_group,
        age_from,
        lag(age_to) over (order by age_from) as age_to_before
    from standard_age_group
)

select
    coalesce(seed_code.list_name, labelled.list_name) as list_name,
    coalesce(seed_code.code, labelled.code) as code
from seed_code
full join labelled
    on
        seed_code.list_name = labelled.list_name
        and seed_code.code = labelled.code
where seed_code.code is null or labelled.code is null
union all
select
    'standard_age_group' as list_name,
    standard_age_group as code
from ordered_age_group
where age_from <> age_to_before + 1
