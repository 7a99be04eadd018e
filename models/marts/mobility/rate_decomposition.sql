-- How much of the difference between two rates is who lives there (composition by
-- background) and how much is how often each background moves (behaviour): of a place
-- and the rest of the country, and of a period and the one before. Composition and
-- behaviour add up to the difference. Each is the mean of both orders (Kitagawa 1955,
-- Das Gupta 1978); the orders themselves stand beside: composition with the other
-- side's rates, and with the own ones. Errors are by the delta method, shares as they
-- are and movers as independent persons; the same persons in several years make them
-- rather too small.
-- Grain: comparison, geography_type, geography_code, period, measure.

{%- set by_background = in_order("background") %}

with decomposition_group as (
    select * from {{ ref("int_decomposition_group") }}
),

shared as (
    select
        comparison,
        geography_type,
        geography_code,
        period,
        measure,
        background,
        residents,
        movers,
        other_residents,
        other_movers,
        residents / nullif(sum(residents) over side, 0) as share,
        other_residents / nullif(sum(other_residents) over side, 0) as other_share,
        sum(residents) over side as all_residents,
        sum(other_residents) over side as all_other_residents,
        -- a background that one side lacks behaves as on the other
        100.0 * coalesce(
            movers / nullif(residents, 0), other_movers / nullif(other_residents, 0)
        ) as rate,
        100.0 * coalesce(
            other_movers / nullif(other_residents, 0), movers / nullif(residents, 0)
        ) as other_rate
    from decomposition_group
    where residents + other_residents > 0
    window
        side as (
            partition by
                comparison, geography_type, geography_code, period, measure
        )
),

weighted as (
    select
        *,
        coalesce(rate * (100 - rate) / nullif(residents, 0), 0)
        + coalesce(other_rate * (100 - other_rate) / nullif(other_residents, 0), 0)
            as variance
    from shared
    where all_residents > 0 and all_other_residents > 0
),

part as (
    select
        *,
        share * rate as rate_part,
        other_share * other_rate as other_rate_part,
        (share - other_share) * (rate + other_rate) / 2 as composition_part,
        power((share - other_share) / 2, 2) * variance as composition_variance,
        (rate - other_rate) * (share + other_share) / 2 as behaviour_part,
        power((share + other_share) / 2, 2) * variance as behaviour_variance,
        (share - other_share) * other_rate as at_other_rates,
        (share - other_share) * rate as at_own_rates
    from weighted
),

summed as (
    select
        comparison,
        geography_type,
        geography_code,
        period,
        measure,
        sum(rate_part {{ by_background }}) as rate,
        sum(other_rate_part {{ by_background }}) as other_rate,
        sum(composition_part {{ by_background }}) as composition,
        sum(composition_variance {{ by_background }}) as composition_variance,
        sum(behaviour_part {{ by_background }}) as behaviour,
        sum(behaviour_variance {{ by_background }}) as behaviour_variance,
        sum(at_other_rates {{ by_background }}) as at_other_rates,
        sum(at_own_rates {{ by_background }}) as at_own_rates
    from part
    group by comparison, geography_type, geography_code, period, measure
)

select
    comparison,
    geography_type,
    geography_code,
    period,
    measure,
    cast(rate as double) as rate,
    cast(other_rate as double) as other_rate,
    cast(rate - other_rate as double) as difference,
    cast(composition as double) as composition,
    cast(sqrt(composition_variance) as double) as composition_std_error,
    cast(behaviour as double) as behaviour,
    cast(sqrt(behaviour_variance) as double) as behaviour_std_error,
    cast(at_other_rates as double) as composition_at_other_rates,
    cast(at_own_rates as double) as composition_at_own_rates
from summed
