-- Rule: groups by where people live and by background alone, all ages; moves are
-- counted at the geography's own level, the country's between counties.
-- Source: definitions, rates.
-- Grain: outcome_year, geography_type, geography_code, background.

with mobility_group as (
    select * from {{ ref("int_mobility_group") }}
)

select
    outcome_year,
    geography_type,
    geography_code,
    background,
    residents,
    emigrants,
    administrative_emigrants,
    out_migrants,
    deaths,
    unexplained
from mobility_group
where
    age_range = 'all'
    and labour_status = 'all'
    and education_level = 'all'
    and family_size_group = 'all'
    and family_composition = 'all'
    and (
        mobility_level = geography_type
        or (geography_type = 'country' and mobility_level = 'county')
    )
