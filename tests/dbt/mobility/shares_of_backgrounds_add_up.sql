-- Shares of a geography and period add up to 100, and residents of the counties to the
-- rates' of the period.
with background_composition as (
    select * from {{ ref("background_composition") }}
),

mobility_rate_period as (
    select * from {{ ref("mobility_rate_period") }}
),

by_geography as (
    select
        geography_type,
        geography_code,
        period,
        sum(residents) as residents,
        sum(share_percent) as share_percent
    from background_composition
    group by geography_type, geography_code, period
)

select
    by_geography.geography_type,
    by_geography.geography_code,
    by_geography.period,
    by_geography.share_percent,
    by_geography.residents,
    mobility_rate_period.residents as residents_in_rates
from by_geography
left join mobility_rate_period
    on
        by_geography.geography_type = mobility_rate_period.geography_type
        and by_geography.geography_code = mobility_rate_period.geography_code
        and by_geography.period = mobility_rate_period.period
        and mobility_rate_period.background = 'all'
        and mobility_rate_period.age_range = 'all'
        and mobility_rate_period.labour_status = 'all'
        and mobility_rate_period.education_level = 'all'
        and mobility_rate_period.family_size_group = 'all'
        and mobility_rate_period.family_composition = 'all'
where
    abs(by_geography.share_percent - 100) > 1e-9
    or (
        by_geography.geography_type = 'county'
        and by_geography.residents is distinct from mobility_rate_period.residents
    )
