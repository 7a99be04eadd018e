-- The rate of all mixed families of a size lies between the rates of its three mixes.
with mobility_rate as (
    select * from {{ ref("mobility_rate") }}
    where family_size_group = '3+'
),

whole as (
    select *
    from mobility_rate
    where family_composition = 'mixed'
),

parts as (
    select
        outcome_year,
        age_range,
        background,
        min(emigration_rate) as emigration_lowest,
        max(emigration_rate) as emigration_highest,
        min(out_migration_rate) as out_migration_lowest,
        max(out_migration_rate) as out_migration_highest
    from mobility_rate
    where starts_with(family_composition, 'mixed_')
    group by outcome_year, age_range, background
)

select
    whole.*,
    parts.emigration_lowest,
    parts.emigration_highest,
    parts.out_migration_lowest,
    parts.out_migration_highest
from whole
left join parts
    on
        whole.outcome_year = parts.outcome_year
        and whole.age_range = parts.age_range
        and whole.background = parts.background
where
    parts.background is null
    or whole.emigration_rate < parts.emigration_lowest - 1e-9
    or whole.emigration_rate > parts.emigration_highest + 1e-9
    or whole.out_migration_rate < parts.out_migration_lowest - 1e-9
    or whole.out_migration_rate > parts.out_migration_highest + 1e-9
