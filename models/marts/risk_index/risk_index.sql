-- The risk index: each region's total, its place and its band, beside the outcome that
-- the index is about, and the share of disability where that is measured.
-- Grain: edition, region_code.

with total as (
    select * from {{ ref("int_risk_index_total") }}
),

band as (
    select * from {{ ref("risk_index_band") }}
),

indicator as (
    select * from {{ ref("int_risk_index_indicator") }}
),

risk_index_value as (
    select * from {{ ref("int_risk_index_value") }}
),

region_name as (
    select * from {{ ref("int_region_name") }}
)

select
    total.edition,
    total.region_code,
    region_name.region_name,
    region_name.region_type,
    total.total,
    total.rank,
    band.risk_band,
    disability.value as disability_share,
    outcome.variable as outcome_variable,
    outcome.value as outcome_value
from total
left join band
    on
        total.edition = band.edition
        and total.total >= band.total_from
        and (total.total < band.total_below or band.total_below is null)
left join indicator as disability
    on
        total.edition = disability.edition
        and total.region_code = disability.region_code
        and disability.variable = 'disability_share'
        and disability.purpose = 'construction'
left join risk_index_value as outcome
    on
        total.edition = outcome.edition
        and total.region_code = outcome.region_code
        and outcome.role = 'dependent'
        and outcome.purpose = 'construction'
left join region_name
    on total.region_code = region_name.region_code
