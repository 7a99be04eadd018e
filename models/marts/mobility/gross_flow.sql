-- Immigrants who came and who left in a year: arrivals and returns among them,
-- emigrants and those deregistered among them, for the country by group of countries of
-- birth; for centrality levels and counties also moves within Norway, and what all of
-- it leaves. Residents of the next 1 January are those of this one and the arrivals,
-- less emigrants, the dead and the unexplained who are gone. Persons are counted, once
-- each.
-- Grain: outcome_year, geography_type, geography_code, country_group.

with person_cell as (
    select * from {{ ref("int_person_cell") }}
    where {{ is_chosen_outcome_year("year") }}
),

administrative_emigration as (
    select * from {{ ref("administrative_emigration") }}
    where background = 'all'
),

net_migration as (
    select * from {{ ref("net_migration") }}
    where background = 'all'
),

placed_arrival as (
    select
        year as outcome_year,
        'country' as geography_type,
        'all' as geography_code,
        country_group,
        arrival,
        persons
    from person_cell
    where arrival is not null
    union all
    select
        year as outcome_year,
        'country' as geography_type,
        'all' as geography_code,
        'all' as country_group,
        arrival,
        persons
    from person_cell
    where arrival is not null
    union all
    select
        year as outcome_year,
        'centrality' as geography_type,
        cast(centrality_level_end as {{ dbt.type_string() }}) as geography_code,
        'all' as country_group,
        arrival,
        persons
    from person_cell
    where arrival is not null and centrality_level_end is not null
    union all
    select
        year as outcome_year,
        'county' as geography_type,
        county_code_end as geography_code,
        'all' as country_group,
        arrival,
        persons
    from person_cell
    where arrival is not null and county_code_end is not null
),

-- what is counted of each place, a row per way of counting it: a place that somebody
-- comes to has a row, also when nobody lived there
counted as (
    select
        outcome_year,
        geography_type,
        geography_code,
        'all' as country_group,
        residents,
        emigrants,
        administrative_emigrants,
        0 as arrivals,
        0 as returns,
        0 as in_migrants,
        0 as out_migrants
    from administrative_emigration
    union all
    select
        year as outcome_year,
        'country' as geography_type,
        'all' as geography_code,
        country_group,
        persons as residents,
        case when outcome_county = 'emigration' then persons else 0 end as emigrants,
        case when is_administrative_emigration then persons else 0 end
            as administrative_emigrants,
        0 as arrivals,
        0 as returns,
        0 as in_migrants,
        0 as out_migrants
    from person_cell
    where is_at_risk
    union all
    select
        outcome_year,
        geography_type,
        geography_code,
        country_group,
        0 as residents,
        0 as emigrants,
        0 as administrative_emigrants,
        persons as arrivals,
        case when arrival = 'return' then persons else 0 end as returns,
        0 as in_migrants,
        0 as out_migrants
    from placed_arrival
    union all
    select
        outcome_year,
        geography_type,
        geography_code,
        'all' as country_group,
        0 as residents,
        0 as emigrants,
        0 as administrative_emigrants,
        0 as arrivals,
        0 as returns,
        in_migrants,
        out_migrants
    from net_migration
),

flow as (
    select
        outcome_year,
        geography_type,
        geography_code,
        country_group,
        sum(residents) as residents,
        sum(arrivals) as arrivals,
        sum(returns) as returns,
        sum(emigrants) as emigrants,
        sum(administrative_emigrants) as administrative_emigrants,
        case when geography_type <> 'country' then sum(in_migrants) end as in_migrants,
        case when geography_type <> 'country' then sum(out_migrants) end
            as out_migrants
    from counted
    group by outcome_year, geography_type, geography_code, country_group
)

select
    outcome_year,
    geography_type,
    geography_code,
    country_group,
    cast(residents as bigint) as residents,
    cast(arrivals as bigint) as arrivals,
    cast(returns as bigint) as returns,
    cast(emigrants as bigint) as emigrants,
    cast(administrative_emigrants as bigint) as administrative_emigrants,
    cast(in_migrants as bigint) as in_migrants,
    cast(out_migrants as bigint) as out_migrants,
    cast(arrivals - emigrants as bigint) as net_immigration,
    cast(
        arrivals - emigrants + coalesce(in_migrants - out_migrants, 0) as bigint
    ) as net_moves,
    cast(100.0 * returns / nullif(arrivals, 0) as double) as return_share_percent,
    cast(100.0 * administrative_emigrants / nullif(emigrants, 0) as double)
        as administrative_share_percent,
    cast(100.0 * arrivals / nullif(residents, 0) as double) as arrival_rate,
    cast(100.0 * emigrants / nullif(residents, 0) as double) as emigration_rate,
    cast(
        100.0
        * (arrivals - emigrants + coalesce(in_migrants - out_migrants, 0))
        / nullif(residents, 0) as double
    ) as net_move_rate,
    case
        when residents = 0 then 'nobody_in_group'
        when arrivals = 0 or emigrants = 0 then 'nobody_with_outcome'
    end as note
from flow
where {{ is_chosen_outcome_year("outcome_year") }}
