-- Rule: a region's published indicator; a district without a value of its own takes
-- its city's, for the variables and cities that the edition names (seed
-- risk_index_city_value: single parents in Stavanger).
-- Source: study, table 8, note *.
-- Grain: edition, region_code, indicator, period_start, period_end.

with region_indicator as (
    select * from {{ ref("int_region_indicator") }}
),

region as (
    select * from {{ ref("int_risk_index_region") }}
),

city_value as (
    select * from {{ ref("risk_index_city_value") }}
),

value_of_city as (
    select
        region.edition,
        region.region_code,
        region_indicator.indicator,
        region_indicator.period_start,
        region_indicator.period_end,
        region_indicator.value
    from region
    inner join city_value
        on
            region.edition = city_value.edition
            and substr(region.region_code, 1, 4) = city_value.municipality_code
            and length(region.region_code) = 6
    inner join region_indicator
        on
            city_value.edition = region_indicator.edition
            and city_value.variable = region_indicator.indicator
            and city_value.municipality_code = region_indicator.region_code
),

own_and_city_value as (
    select
        edition,
        region_code,
        indicator,
        period_start,
        period_end,
        value as own_value,
        cast(null as double) as city_value
    from region_indicator
    union all
    select
        edition,
        region_code,
        indicator,
        period_start,
        period_end,
        cast(null as double) as own_value,
        value as city_value
    from value_of_city
)

select
    edition,
    region_code,
    indicator,
    period_start,
    period_end,
    max(own_value) is null and max(city_value) is not null as is_city_value,
    coalesce(max(own_value), max(city_value)) as value
from own_and_city_value
group by edition, region_code, indicator, period_start, period_end
