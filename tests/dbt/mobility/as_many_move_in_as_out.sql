-- Over all regions of a level as many move in as out, and as many as the country's
-- rates count at that level.
with net_migration as (
    select * from {{ ref("net_migration") }}
),

mobility_rate as (
    select * from {{ ref("mobility_rate") }}
),

all_regions as (
    select
        outcome_year,
        geography_type,
        background,
        sum(in_migrants) as in_migrants,
        sum(out_migrants) as out_migrants
    from net_migration
    group by outcome_year, geography_type, background
)

select
    all_regions.outcome_year,
    all_regions.geography_type,
    all_regions.background,
    all_regions.in_migrants,
    all_regions.out_migrants,
    mobility_rate.out_migrants as out_migrants_of_country
from all_regions
left join mobility_rate
    on
        all_regions.outcome_year = mobility_rate.outcome_year
        and all_regions.geography_type = mobility_rate.mobility_level
        and all_regions.background = mobility_rate.background
        and mobility_rate.geography_type = 'country'
        and mobility_rate.age_range = 'all'
        and mobility_rate.labour_status = 'all'
        and mobility_rate.education_level = 'all'
        and mobility_rate.family_size_group = 'all'
        and mobility_rate.family_composition = 'all'
where
    all_regions.in_migrants <> all_regions.out_migrants
    or all_regions.out_migrants is distinct from mobility_rate.out_migrants
