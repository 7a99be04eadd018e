-- Every code of the profile's seeds has a label, no label is without a code, and all
-- measures that a household type or an age span makes are known.
{% set codes = [
    ('household_type', 'household_type_rule', 'household_type'),
    ('household_size', 'household_size_group', 'household_size'),
    ('count_group', 'count_group', 'count_group'),
    ('population', 'profile_population', 'population'),
    ('coverage', 'register_coverage_rule', 'coverage'),
    ('measure_unit', 'register_measure', 'unit'),
    ('reference_kind', 'register_reference', 'kind'),
] %}
with register_profile_code as (
    select * from {{ ref("register_profile_code") }}
),

age_span as (
    select * from {{ ref("age_span") }}
),

register_measure as (
    select * from {{ ref("register_measure") }}
),

seed_code as (
    {% for list_name, seed, column in codes %}
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
    from register_profile_code
    where list_name in (select seed_code.list_name from seed_code)
),

needed_measure as (
    select 'age_' || age_span as measure
    from age_span
    union all
    select 'household_' || code as measure
    from register_profile_code
    where list_name = 'household_type'
    union all
    select 'moves_' || code as measure
    from register_profile_code
    where list_name = 'move_type'
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
    'register_measure' as list_name,
    needed_measure.measure as code
from needed_measure
left join register_measure
    on needed_measure.measure = register_measure.measure
where register_measure.measure is null
