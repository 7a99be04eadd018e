-- Where the immigrants of each centrality level on 1 January were a year later, all
-- backgrounds, every year of the panel; percent of the level's residents.
-- Source: mart centrality_transition.

with centrality_transition as (
    select * from {{ ref("centrality_transition") }}
)

select
    outcome_year,
    level_start,
    level_end,
    persons,
    residents,
    share_percent
from centrality_transition
where background = 'all'
order by outcome_year, level_start, level_end
