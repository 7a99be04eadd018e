-- Mean annual rates of a period are the plain mean of the rates that mobility_rate has
-- of its years; pooled ones lie between the lowest and the highest of them.
with mobility_rate as (
    select * from {{ ref("mobility_rate") }}
),

mobility_rate_period as (
    select * from {{ ref("mobility_rate_period") }}
),

period as (
    select * from {{ ref("period") }}
),

of_years as (
    select
        period.period,
        mobility_rate.geography_type,
        mobility_rate.geography_code,
        mobility_rate.background,
        avg(mobility_rate.emigration_rate) as emigration_mean,
        min(mobility_rate.emigration_rate) as emigration_lowest,
        max(mobility_rate.emigration_rate) as emigration_highest,
        avg(mobility_rate.out_migration_rate) as out_migration_mean,
        min(mobility_rate.out_migration_rate) as out_migration_lowest,
        max(mobility_rate.out_migration_rate) as out_migration_highest
    from mobility_rate
    inner join period
        on mobility_rate.outcome_year between period.year_from and period.year_to
    where
        mobility_rate.mobility_level = 'county'
        and mobility_rate.age_range = 'all'
        and mobility_rate.labour_status = 'all'
        and mobility_rate.education_level = 'all'
        and mobility_rate.family_size_group = 'all'
        and mobility_rate.family_composition = 'all'
    group by
        period.period,
        mobility_rate.geography_type,
        mobility_rate.geography_code,
        mobility_rate.background
)

select
    mobility_rate_period.*,
    of_years.emigration_mean,
    of_years.out_migration_mean
from mobility_rate_period
inner join of_years
    on
        mobility_rate_period.period = of_years.period
        and mobility_rate_period.geography_type = of_years.geography_type
        and mobility_rate_period.geography_code = of_years.geography_code
        and mobility_rate_period.background = of_years.background
where
    abs(mobility_rate_period.emigration_rate_mean_annual - of_years.emigration_mean)
    > 1e-9
    or abs(
        mobility_rate_period.out_migration_rate_mean_annual
        - of_years.out_migration_mean
    ) > 1e-9
    or mobility_rate_period.emigration_rate < of_years.emigration_lowest - 1e-9
    or mobility_rate_period.emigration_rate > of_years.emigration_highest + 1e-9
    or mobility_rate_period.out_migration_rate < of_years.out_migration_lowest - 1e-9
    or mobility_rate_period.out_migration_rate > of_years.out_migration_highest + 1e-9
