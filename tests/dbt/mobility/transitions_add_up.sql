-- Shares of a level's residents add up to 100, and those who end at other levels are
-- the net_migration's out-migrants of the level.
with centrality_transition as (
    select * from {{ ref("centrality_transition") }}
),

net_migration as (
    select * from {{ ref("net_migration") }}
),

by_start as (
    select
        outcome_year,
        background,
        level_start,
        residents,
        sum(persons) as persons,
        sum(share_percent) as share_percent,
        min(persons) as fewest_persons,
        sum(
            case
                when level_end <> level_start and level_end between '1' and '4'
                    then persons
                else 0
            end
        ) as out_migrants
    from centrality_transition
    group by outcome_year, background, level_start, residents
)

select
    by_start.outcome_year,
    by_start.background,
    by_start.level_start,
    by_start.residents,
    by_start.persons,
    by_start.out_migrants
from by_start
left join net_migration
    on
        by_start.outcome_year = net_migration.outcome_year
        and by_start.background = net_migration.background
        and by_start.level_start = net_migration.geography_code
        and net_migration.geography_type = 'centrality'
where
    by_start.persons <> by_start.residents
    or abs(by_start.share_percent - 100) > 1e-9
    or by_start.fewest_persons < 0
    or by_start.out_migrants is distinct from net_migration.out_migrants
