-- Rule: share of residents aged 30-39 whose highest completed education is primary or
-- lower secondary school, as published.
-- Source: study, table 8, variable 2 (Kommunehelsa).
-- Grain: edition, purpose, region_code.

with indicator as (
    {{ indicator_of_edition("primary_education_share") }}
)

select
    edition,
    purpose,
    region_code,
    value
from indicator
