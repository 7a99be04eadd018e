-- Rule: recipients of disability benefit in percent of residents aged 18-66,
-- standardised for age and sex, as published.
-- Source: study, table 8, variable 0 (Kommunehelsa).
-- Grain: edition, purpose, region_code.

with indicator as (
    {{ indicator_of_edition("disability_share") }}
)

select
    edition,
    purpose,
    region_code,
    value
from indicator
