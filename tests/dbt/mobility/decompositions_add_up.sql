-- Composition and behaviour are the whole difference, the composition is the mean of
-- both orders, and the rates are those of the marts.
with rate_decomposition as (
    select * from {{ ref("rate_decomposition") }}
),

mobility_rate_period as (
    select * from {{ ref("mobility_rate_period") }}
    where
        mobility_level = 'county'
        and geography_type = 'county'
        and background = 'all'
        and age_range = 'all'
        and labour_status = 'all'
        and education_level = 'all'
        and family_size_group = 'all'
        and family_composition = 'all'
)

select rate_decomposition.*
from rate_decomposition
left join mobility_rate_period
    on
        rate_decomposition.geography_type = mobility_rate_period.geography_type
        and rate_decomposition.geography_code = mobility_rate_period.geography_code
        and rate_decomposition.period = mobility_rate_period.period
where
    abs(
        rate_decomposition.composition + rate_decomposition.behaviour
        - rate_decomposition.difference
    ) > 1e-9
    or abs(
        rate_decomposition.composition_at_other_rates
        + rate_decomposition.composition_at_own_rates
        - 2 * rate_decomposition.composition
    ) > 1e-9
    or (
        rate_decomposition.geography_type = 'county'
        and abs(
            rate_decomposition.rate
            - case rate_decomposition.measure
                when 'emigration' then mobility_rate_period.emigration_rate
                when 'out_migration' then mobility_rate_period.out_migration_rate
            end
        ) > 1e-9
    )
