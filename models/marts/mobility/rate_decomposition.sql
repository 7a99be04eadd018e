-- How much of the difference between two rates is who lives there (composition by
-- background) and how much is how often each background moves (behaviour): of a place
-- and the rest of the country, and of a period and the one before. Composition and
-- behaviour add up to the difference. Each is the mean of both orders (Kitagawa 1955,
-- Das Gupta 1978); the orders themselves stand beside: composition with the other
-- side's rates, and with the own ones. Errors are by the delta method, shares as they
-- are and movers as independent persons; the same persons in several years make them
-- rather too small.
-- Grain: comparison, geography_type, geography_code, period, measure.

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
)

select
    comparison,
    geography_type,
    geography_code,
    period,
    measure,
    cast(sum(share * rate) as double) as rate,
    cast(sum(other_share * other_rate) as double) as other_rate,
    cast(sum(share * rate) - sum(other_share * other_rate) as double) as difference,
    cast(sum((share - other_share) * (rate + other_rate) / 2) as double)
        as composition,
    cast(sqrt(sum(power((share - other_share) / 2, 2) * variance)) as double)
        as composition_std_error,
    cast(sum((rate - other_rate) * (share + other_share) / 2) as double)
        as behaviour,
    cast(sqrt(sum(power((share + other_share) / 2, 2) * variance)) as double)
        as behaviour_std_error,
    cast(sum((share - other_share) * other_rate) as double)
        as composition_at_other_rates,
    cast(sum((share - other_share) * rate) as double) as composition_at_own_rates
from weighted
group by comparison, geography_type, geography_code, period, measure
