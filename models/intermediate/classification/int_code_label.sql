-- Rule: every code that a published column can hold has one label in each language, in
-- a list; places, bands and measures, which have seeds of their own, are lists too.
-- Source: seeds code_list, register_profile_code, register_measure, county,
-- municipality, city_district, risk_index_band.
-- Grain: list_name, code.

with code_list as (
    select * from {{ ref("code_list") }}
),

register_profile_code as (
    select * from {{ ref("register_profile_code") }}
),

register_measure as (
    select * from {{ ref("register_measure") }}
),

county as (
    select * from {{ ref("county") }}
),

municipality as (
    select * from {{ ref("municipality") }}
),

city_district as (
    select * from {{ ref("city_district") }}
),

risk_index_band as (
    select * from {{ ref("risk_index_band") }}
),

place as (
    select
        'county' as list_name,
        county_code as code,
        cast(county_code as integer) as sort_order,
        label_en,
        label_nb
    from county
    union all
    select
        'municipality' as list_name,
        municipality_code as code,
        cast(municipality_code as integer) as sort_order,
        label_en,
        label_nb
    from municipality
    union all
    select
        'region' as list_name,
        municipality_code as code,
        cast(municipality_code as integer) as sort_order,
        label_en,
        label_nb
    from municipality
    union all
    select
        'region' as list_name,
        region_code as code,
        cast(region_code as integer) as sort_order,
        label_en,
        label_nb
    from city_district
    union all
    select
        'geography' as list_name,
        county_code as code,
        cast(county_code as integer) as sort_order,
        label_en,
        label_nb
    from county
    union all
    select
        'geography' as list_name,
        case list_name when 'geography_type' then 'all' else code end as code,
        sort_order,
        label_en,
        label_nb
    from code_list
    where
        list_name = 'centrality_level'
        or (list_name = 'geography_type' and code = 'country')
),

-- lists that are parts of others, under a name of their own
joined as (
    select
        'centrality_level_or_not' as list_name,
        code,
        sort_order,
        label_en,
        label_nb
    from code_list
    where list_name in ('centrality_level', 'centrality_level_not_placed')
    union all
    select
        'county_or_not' as list_name,
        code,
        sort_order,
        label_en,
        label_nb
    from place
    where list_name = 'county'
    union all
    select
        'county_or_not' as list_name,
        code,
        sort_order,
        label_en,
        label_nb
    from code_list
    where list_name = 'county_not_placed'
    union all
    select
        'risk_index_term' as list_name,
        code,
        sort_order,
        label_en,
        label_nb
    from code_list
    where
        list_name = 'risk_index_variable'
        or (list_name = 'lpm_term' and code = 'constant')
    union all
    select
        'term_test_held' as list_name,
        code,
        sort_order,
        label_en,
        label_nb
    from code_list
    where list_name in ('centrality_level', 'sex')
    union all
    -- of codes that both kinds of models have, the label of the linear ones
    select
        replace(list_name, 'lpm', 'model') as list_name,
        code,
        sort_order,
        label_en,
        label_nb
    from code_list
    where list_name in ('lpm_term', 'lpm_term_group')
    union all
    select
        replace(logit.list_name, 'logit', 'model') as list_name,
        logit.code,
        logit.sort_order,
        logit.label_en,
        logit.label_nb
    from code_list as logit
    left join code_list as linear
        on
            replace(logit.list_name, 'logit', 'lpm') = linear.list_name
            and logit.code = linear.code
    where
        logit.list_name in ('logit_term', 'logit_term_group')
        and linear.code is null
),

-- editions may call a band by other names: the newest counts
band as (
    select
        'risk_band' as list_name,
        risk_band as code,
        cast(max_by(sort_order, edition) as integer) as sort_order,
        max_by(label_en, edition) as label_en,
        max_by(label_nb, edition) as label_nb
    from risk_index_band
    group by risk_band
)

select
    list_name,
    code,
    cast(sort_order as integer) as sort_order,
    label_en,
    label_nb
from code_list
union all
select
    list_name,
    code,
    cast(sort_order as integer) as sort_order,
    label_en,
    label_nb
from register_profile_code
union all
select
    'register_measure' as list_name,
    measure as code,
    cast(sort_order as integer) as sort_order,
    label_en,
    label_nb
from register_measure
union all
select
    list_name,
    code,
    sort_order,
    label_en,
    label_nb
from place
union all
select
    list_name,
    code,
    sort_order,
    label_en,
    label_nb
from band
union all
select
    list_name,
    code,
    cast(sort_order as integer) as sort_order,
    label_en,
    label_nb
from joined
