-- Rule: share of households with an income below 60 percent of the median, as
-- published.
-- Source: study, table 8, variable 5 (Kommunehelsa).
-- Grain: edition, purpose, region_code.

with indicator as (
    {{ indicator_of_edition("low_income_share") }}
)

select
    edition,
    purpose,
    region_code,
    value
from indicator
