-- Rule: single providers under 45 (recipients of extended child benefit) in percent
-- of all recipients of child benefit of that age, as published.
-- Source: study, table 8, variable 3 and note * (NAV, Kommunehelsa).
-- Grain: edition, purpose, region_code.

with indicator as (
    {{ indicator_of_edition("single_parent_share") }}
)

select
    edition,
    purpose,
    region_code,
    value
from indicator
