-- Rule: share of residents aged 30-39 whose highest completed education is primary or
-- lower secondary school, as published.
-- Source: study, table 8, variable 2 (Kommunehelsa).
-- Grain: edition, purpose, region_code.

with indicator_value as (
    select * from {{ ref("int_indicator_value") }}
),

period as (
    select * from {{ ref("int_risk_index_period") }}
)

select
    period.edition,
    period.purpose,
    indicator_value.region_code,
    indicator_value.value
from indicator_value
inner join period
    on
        indicator_value.edition = period.edition
        and indicator_value.indicator = period.variable
        and indicator_value.period_start = period.period_start
        and indicator_value.period_end = period.period_end
where period.variable = 'primary_education_share'
