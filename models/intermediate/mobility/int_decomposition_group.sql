-- Rule: a difference of rates is decomposed between a place and the rest of the country
-- in a period, and between a place (or the country) in a period and in the one before.
-- Movers and residents are pooled over the period's years; moves are counted between
-- levels for a level, else between counties. A background that one side lacks has no
-- residents there.
-- Source: Kitagawa 1955; report 5.4.
-- Grain: comparison, geography_type, geography_code, period, measure, background.

with background_group as (
    select * from {{ ref("int_background_group") }}
    where background <> 'all'
),

period_year as (
    select * from {{ ref("int_period_year") }}
),

period as (
    select * from {{ ref("period") }}
),

pooled as (
    select
        background_group.geography_type,
        background_group.geography_code,
        period_year.period,
        background_group.background,
        cast(sum(background_group.residents) as double) as residents,
        cast(sum(background_group.emigrants) as double) as emigrants,
        cast(sum(background_group.out_migrants) as double) as out_migrants
    from background_group
    inner join period_year
        on background_group.outcome_year = period_year.outcome_year
    group by
        background_group.geography_type,
        background_group.geography_code,
        period_year.period,
        background_group.background
),

by_measure as (
    select
        geography_type,
        geography_code,
        period,
        background,
        'emigration' as measure,
        residents,
        emigrants as movers
    from pooled
    union all
    select
        geography_type,
        geography_code,
        period,
        background,
        'out_migration' as measure,
        residents,
        out_migrants as movers
    from pooled
),

all_places as (
    select
        geography_type,
        period,
        background,
        measure,
        sum(residents) as residents,
        sum(movers) as movers
    from by_measure
    where geography_type <> 'country'
    group by geography_type, period, background, measure
),

place as (
    select distinct
        geography_type,
        geography_code,
        period
    from by_measure
),

earlier_period as (
    select
        period.period,
        max(earlier.period) as earlier
    from period
    inner join period as earlier
        on period.year_from = earlier.year_to + 1
    group by period.period
),

side_of_periods as (
    select
        by_measure.geography_type,
        by_measure.geography_code,
        by_measure.period,
        by_measure.measure,
        by_measure.background,
        by_measure.residents,
        by_measure.movers,
        0 as other_residents,
        0 as other_movers
    from by_measure
    inner join earlier_period
        on by_measure.period = earlier_period.period
    union all
    select
        by_measure.geography_type,
        by_measure.geography_code,
        earlier_period.period,
        by_measure.measure,
        by_measure.background,
        0 as residents,
        0 as movers,
        by_measure.residents as other_residents,
        by_measure.movers as other_movers
    from by_measure
    inner join earlier_period
        on by_measure.period = earlier_period.earlier
)

select
    'place' as comparison,
    place.geography_type,
    place.geography_code,
    place.period,
    all_places.measure,
    all_places.background,
    coalesce(own.residents, 0) as residents,
    coalesce(own.movers, 0) as movers,
    all_places.residents - coalesce(own.residents, 0) as other_residents,
    all_places.movers - coalesce(own.movers, 0) as other_movers
from place
inner join all_places
    on
        place.geography_type = all_places.geography_type
        and place.period = all_places.period
left join by_measure as own
    on
        place.geography_type = own.geography_type
        and place.geography_code = own.geography_code
        and place.period = own.period
        and all_places.measure = own.measure
        and all_places.background = own.background
union all
select
    'period' as comparison,
    geography_type,
    geography_code,
    period,
    measure,
    background,
    sum(residents) as residents,
    sum(movers) as movers,
    sum(other_residents) as other_residents,
    sum(other_movers) as other_movers
from side_of_periods
group by geography_type, geography_code, period, measure, background
