-- Counts of a period are those of its years in mobility_rate, and of no others.
with mobility_rate as (
    select * from {{ ref("mobility_rate") }}
),

mobility_rate_period as (
    select * from {{ ref("mobility_rate_period") }}
),

period as (
    select * from {{ ref("period") }}
),

summed as (
    select
        period.period,
        mobility_rate.geography_code,
        mobility_rate.background,
        count(distinct mobility_rate.outcome_year) as years_with_residents,
        sum(mobility_rate.residents) as residents,
        sum(mobility_rate.emigrants) as emigrants,
        sum(mobility_rate.out_migrants) as out_migrants
    from mobility_rate
    inner join period
        on mobility_rate.outcome_year between period.year_from and period.year_to
    where
        mobility_rate.geography_type = 'county'
        and mobility_rate.mobility_level = 'county'
        and mobility_rate.age_range = 'all'
        and mobility_rate.labour_status = 'all'
        and mobility_rate.education_level = 'all'
        and mobility_rate.family_size_group = 'all'
        and mobility_rate.family_composition = 'all'
    group by period.period, mobility_rate.geography_code, mobility_rate.background
)

select
    coalesce(in_period.period, summed.period) as period,
    coalesce(in_period.geography_code, summed.geography_code) as geography_code,
    coalesce(in_period.background, summed.background) as background,
    in_period.residents,
    summed.residents as residents_of_years
from (
    select *
    from mobility_rate_period
    where geography_type = 'county'
) as in_period
full join summed
    on
        in_period.period = summed.period
        and in_period.geography_code = summed.geography_code
        and in_period.background = summed.background
where
    in_period.residents is distinct from summed.residents
    or in_period.emigrants is distinct from summed.emigrants
    or in_period.out_migrants is distinct from summed.out_migrants
    or in_period.years < summed.years_with_residents
