-- Why rates changed between the periods, country, levels and counties: in percentage
-- points, with errors and both orders of the decomposition.
-- Source: mart rate_decomposition.

with rate_decomposition as (
    select * from {{ ref("rate_decomposition") }}
)

select
    geography_type,
    geography_code,
    period,
    measure,
    rate,
    other_rate,
    difference,
    composition,
    composition_std_error,
    behaviour,
    behaviour_std_error,
    composition_at_other_rates,
    composition_at_own_rates
from rate_decomposition
where comparison = 'period'
order by geography_type, geography_code, measure
