-- Why a county's emigration differs from the rest of the country's, in the last period:
-- in percentage points, by who lives there (composition by background) and by how often
-- each background emigrates (behaviour).
-- Source: mart rate_decomposition.

with rate_decomposition as (
    select * from {{ ref("rate_decomposition") }}
    where
        comparison = 'place'
        and geography_type = 'county'
        and measure = 'emigration'
),

last_period as (
    select max(period) as period
    from rate_decomposition
),

shown as (
    select rate_decomposition.*
    from rate_decomposition
    inner join last_period
        on rate_decomposition.period = last_period.period
)

select
    period,
    geography_code as county_code,
    'composition' as part,
    composition as difference_percent,
    composition_std_error as error_percent
from shown

union all

select
    period,
    geography_code as county_code,
    'behaviour' as part,
    behaviour as difference_percent,
    behaviour_std_error as error_percent
from shown
order by county_code, part
