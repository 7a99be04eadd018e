-- Moves within Norway of the immigrants at risk, to and from each centrality level and
-- county, and their difference in percent of residents on 1 January. Whoever moves in
-- was a resident elsewhere in Norway on that day: immigrants of the year are not
-- counted. Over all regions of a level as many move in as out. A region that somebody
-- moves to has a row also when nobody lived there before; its rate is null.
-- Grain: outcome_year, geography_type, geography_code, background.

with background_group as (
    select * from {{ ref("int_background_group") }}
),

migration_flow as (
    select * from {{ ref("int_migration_flow") }}
),

resident_group as (
    select
        outcome_year,
        geography_type,
        geography_code,
        background,
        residents,
        out_migrants
    from background_group
    where geography_type <> 'country'
),

arrival as (
    select
        outcome_year,
        geography_type,
        code_end as geography_code,
        background,
        sum(persons) as in_migrants
    from migration_flow
    group by outcome_year, geography_type, code_end, background
),

joined as (
    select
        coalesce(resident_group.outcome_year, arrival.outcome_year) as outcome_year,
        coalesce(resident_group.geography_type, arrival.geography_type)
            as geography_type,
        coalesce(resident_group.geography_code, arrival.geography_code)
            as geography_code,
        coalesce(resident_group.background, arrival.background) as background,
        coalesce(resident_group.residents, 0) as residents,
        coalesce(arrival.in_migrants, 0) as in_migrants,
        coalesce(resident_group.out_migrants, 0) as out_migrants
    from resident_group
    full join arrival
        on
            resident_group.outcome_year = arrival.outcome_year
            and resident_group.geography_type = arrival.geography_type
            and resident_group.geography_code = arrival.geography_code
            and resident_group.background = arrival.background
)

select
    outcome_year,
    geography_type,
    geography_code,
    background,
    cast(residents as bigint) as residents,
    cast(in_migrants as bigint) as in_migrants,
    cast(out_migrants as bigint) as out_migrants,
    cast(in_migrants - out_migrants as bigint) as net_migration,
    cast(100.0 * (in_migrants - out_migrants) / nullif(residents, 0) as double)
        as net_migration_rate,
    case when residents = 0 then 'nobody_in_group' end as note
from joined
where {{ is_chosen_outcome_year("outcome_year") }}
