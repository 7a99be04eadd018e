-- Where those who live at a centrality level on 1 January are a year later: at which
-- level, abroad, dead or unexplained. Shares of a level add up to 100; ends that nobody
-- has are there with 0. Whose level is unknown at the start is left out.
-- Grain: outcome_year, background, level_start, level_end.

with background_group as (
    select * from {{ ref("int_background_group") }}
),

migration_flow as (
    select * from {{ ref("int_migration_flow") }}
),

code_list as (
    select * from {{ ref("code_list") }}
),

level_group as (
    select
        outcome_year,
        background,
        geography_code as level_start,
        residents,
        residents - out_migrants - emigrants - deaths - unexplained as stayers,
        emigrants,
        deaths,
        unexplained
    from background_group
    where geography_type = 'centrality'
),

persons_at_end as (
    select
        outcome_year,
        background,
        level_start,
        level_start as level_end,
        stayers as persons
    from level_group
    union all
    select
        outcome_year,
        background,
        code_start as level_start,
        code_end as level_end,
        persons
    from migration_flow
    where geography_type = 'centrality'
    union all
    select
        outcome_year,
        background,
        level_start,
        'abroad' as level_end,
        emigrants as persons
    from level_group
    union all
    select
        outcome_year,
        background,
        level_start,
        'dead' as level_end,
        deaths as persons
    from level_group
    union all
    select
        outcome_year,
        background,
        level_start,
        'unexplained' as level_end,
        unexplained as persons
    from level_group
)

select
    level_group.outcome_year,
    level_group.background,
    level_group.level_start,
    code_list.code as level_end,
    cast(coalesce(persons_at_end.persons, 0) as bigint) as persons,
    level_group.residents,
    cast(100.0 * coalesce(persons_at_end.persons, 0) / level_group.residents as double)
        as share_percent
from level_group
inner join code_list
    on code_list.list_name = 'level_end'
left join persons_at_end
    on
        level_group.outcome_year = persons_at_end.outcome_year
        and level_group.background = persons_at_end.background
        and level_group.level_start = persons_at_end.level_start
        and code_list.code = persons_at_end.level_end
where {{ is_chosen_outcome_year("level_group.outcome_year") }}
