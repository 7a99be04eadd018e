-- Counties, or levels, and those who live where neither can be placed are the country.
with mobility_rate as (
    select * from {{ ref("mobility_rate") }}
),

person_year as (
    select * from {{ ref("person_year") }}
),

plain_group as (
    select
        outcome_year,
        geography_type,
        mobility_level,
        background,
        residents
    from mobility_rate
    where
        age_range = 'all'
        and labour_status = 'all'
        and education_level = 'all'
        and family_size_group = 'all'
        and family_composition = 'all'
),

in_regions as (
    select
        outcome_year,
        background,
        geography_type,
        sum(residents) as residents
    from plain_group
    where geography_type <> 'country' and background <> 'all'
    group by outcome_year, background, geography_type
    union all
    select
        outcome_year,
        background,
        'county' as geography_type,
        count(*) as residents
    from person_year
    where county_code is null
    group by outcome_year, background
    union all
    select
        outcome_year,
        background,
        'centrality' as geography_type,
        count(*) as residents
    from person_year
    where centrality_level is null
    group by outcome_year, background
),

all_regions as (
    select
        outcome_year,
        background,
        geography_type,
        sum(residents) as residents
    from in_regions
    group by outcome_year, background, geography_type
)

select
    plain_group.outcome_year,
    plain_group.background,
    plain_group.mobility_level,
    plain_group.residents,
    all_regions.residents as residents_in_regions
from plain_group
left join all_regions
    on
        plain_group.outcome_year = all_regions.outcome_year
        and plain_group.background = all_regions.background
        and plain_group.mobility_level = all_regions.geography_type
where
    plain_group.geography_type = 'country'
    and plain_group.background <> 'all'
    and plain_group.residents is distinct from all_regions.residents
