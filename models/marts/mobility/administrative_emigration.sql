-- How much of emigration is deregistration by decision of the authorities, without
-- notice, and what the rate of emigration is without it. Both rates are in percent of
-- the same residents on 1 January, those deregistered among them.
-- Grain: outcome_year, geography_type, geography_code, background.

with background_group as (
    select * from {{ ref("int_background_group") }}
)

select
    outcome_year,
    geography_type,
    geography_code,
    background,
    residents,
    emigrants,
    administrative_emigrants,
    cast(100.0 * administrative_emigrants / nullif(emigrants, 0) as double)
        as share_percent,
    cast(100.0 * emigrants / residents as double) as emigration_rate,
    cast(100.0 * (emigrants - administrative_emigrants) / residents as double)
        as emigration_rate_without,
    case when emigrants = 0 then 'nobody_with_outcome' end as note
from background_group
where {{ is_chosen_outcome_year("outcome_year") }}
