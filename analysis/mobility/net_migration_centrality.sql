-- Moves to a centrality level from the others less moves from it, all immigrants at
-- risk; percent of its residents on 1 January, every year of the panel.
-- Source: mart net_migration.

with net_migration as (
    select * from {{ ref("net_migration") }}
)

select
    outcome_year,
    geography_code as centrality_level,
    residents,
    in_migrants,
    out_migrants,
    net_migration,
    net_migration_rate as rate_percent,
    note
from net_migration
where
    geography_type = 'centrality'
    and background = 'all'
order by centrality_level, outcome_year
