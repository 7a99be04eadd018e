-- Both sexes together are everybody, and the age groups of a country are those of 15-74
-- years, as in mobility_rate.
with mobility_rate_trait as (
    select * from {{ ref("mobility_rate_trait") }}
),

mobility_rate as (
    select *
    from {{ ref("mobility_rate") }}
    where
        labour_status = 'all'
        and education_level = 'all'
        and family_size_group = 'all'
        and family_composition = 'all'
),

by_sex as (
    select
        outcome_year,
        geography_type,
        geography_code,
        mobility_level,
        background,
        'all' as age_range,
        sum(residents) as residents,
        sum(emigrants) as emigrants,
        sum(out_migrants) as out_migrants
    from mobility_rate_trait
    where
        sex <> 'all'
        and age_group = 'all'
    group by
        outcome_year,
        geography_type,
        geography_code,
        mobility_level,
        background
),

by_age as (
    select
        outcome_year,
        geography_type,
        geography_code,
        mobility_level,
        background,
        '15-74' as age_range,
        sum(residents) as residents,
        sum(emigrants) as emigrants,
        sum(out_migrants) as out_migrants
    from mobility_rate_trait
    where
        sex = 'all'
        and age_group <> 'all'
        and geography_type = 'country'
        and mobility_level = 'county'
    group by
        outcome_year,
        geography_type,
        geography_code,
        mobility_level,
        background
),

added_up as (
    select * from by_sex
    union all
    select * from by_age
)

select added_up.*
from added_up
left join mobility_rate
    on
        added_up.outcome_year = mobility_rate.outcome_year
        and added_up.geography_type = mobility_rate.geography_type
        and added_up.geography_code = mobility_rate.geography_code
        and added_up.mobility_level = mobility_rate.mobility_level
        and added_up.background = mobility_rate.background
        and added_up.age_range = mobility_rate.age_range
where
    mobility_rate.residents is null
    or added_up.residents <> mobility_rate.residents
    or added_up.emigrants <> mobility_rate.emigrants
    or added_up.out_migrants <> mobility_rate.out_migrants
