-- Rule: the variables that are published as they are (disability, education, single
-- providers, low income, and any other that an edition has a row for): the indicator of
-- that name in the periods that the edition measures it.
-- Source: study, table 8, variables 0, 2, 3 and 5 (Kommunehelsa, NAV).
-- Grain: edition, purpose, region_code, variable.

with indicator_value as (
    select * from {{ ref("int_indicator_value") }}
),

period as (
    select * from {{ ref("int_measured_period") }}
)

select
    period.edition,
    period.purpose,
    indicator_value.region_code,
    period.variable,
    indicator_value.value
from indicator_value
inner join period
    on
        indicator_value.edition = period.edition
        and indicator_value.indicator = period.variable
        and indicator_value.period_start = period.period_start
        and indicator_value.period_end = period.period_end
