-- Immigrants at risk by year, background, the centrality level they live at on 1
-- January and where they are a year later.
-- Grain: transition_key, that is year, background, level_start, level_end.

with centrality_transition as (
    select * from {{ ref("centrality_transition") }}
)

select
    concat_ws('-', outcome_year, background, level_start, level_end)
        as transition_key,
    outcome_year as year,
    {{ first_day_of("outcome_year") }} as year_date,
    background,
    level_start,
    level_end,
    persons
from centrality_transition
where background <> 'all'
