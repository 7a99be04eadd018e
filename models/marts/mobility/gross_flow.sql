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

arrived as (
    select
        outcome_year,
        geography_type,
        geography_code,
        country_group,
        sum(persons) as arrivals,
        sum(case when arrival = 'return' then persons else 0 end) as returns
    from placed_arrival
    group by outcome_year, geography_type, geography_code, country_group
),

left_country as (
    select
        outcome_year,
        geography_type,
        geography_code,
        'all' as country_group,
        residents,
        emigrants,
        administrative_emigrants
    from administrative_emigration
    union all
    select
        year as outcome_year,
        'country' as geography_type,
        'all' as geography_code,
        country_group,
        sum(persons) as residents,
        sum(case when outcome_county = 'emigration' then persons else 0 end)
            as emigrants,
        sum(case when is_administrative_emigration then persons else 0 end)
            as administrative_emigrants
    from person_cell
    where is_at_risk
    group by year, country_group
),

joined as (
    select
        coalesce(left_country.outcome_year, arrived.outcome_year) as outcome_year,
        coalesce(left_country.geography_type, arrived.geography_type)
            as geography_type,
        coalesce(left_country.geography_code, arrived.geography_code)
            as geography_code,
        coalesce(left_country.country_group, arrived.country_group) as country_group,
        coalesce(left_country.residents, 0) as residents,
        coalesce(arrived.arrivals, 0) as arrivals,
        coalesce(arrived.returns, 0) as returns,
        coalesce(left_country.emigrants, 0) as emigrants,
        coalesce(left_country.administrative_emigrants, 0)
            as administrative_emigrants
    from left_country
    full join arrived
        on
            left_country.outcome_year = arrived.outcome_year
            and left_country.geography_type = arrived.geography_type
            and left_country.geography_code = arrived.geography_code
            and left_country.country_group = arrived.country_group
),

-- a place that somebody moves to has a row, also when nobody lived or arrived there
moved as (
    select
        coalesce(joined.outcome_year, net_migration.outcome_year) as outcome_year,
        coalesce(joined.geography_type, net_migration.geography_type)
            as geography_type,
        coalesce(joined.geography_code, net_migration.geography_code)
            as geography_code,
        coalesce(joined.country_group, net_migration.background) as country_group,
        coalesce(joined.residents, 0) as residents,
        coalesce(joined.arrivals, 0) as arrivals,
        coalesce(joined.returns, 0) as returns,
        coalesce(joined.emigrants, 0) as emigrants,
        coalesce(joined.administrative_emigrants, 0) as administrative_emigrants,
        case
            when joined.geography_type = 'country' then null
            else coalesce(net_migration.in_migrants, 0)
        end as in_migrants,
        case
            when joined.geography_type = 'country' then null
            else coalesce(net_migration.out_migrants, 0)
        end as out_migrants
    from joined
    full join net_migration
        on
            joined.outcome_year = net_migration.outcome_year
            and joined.geography_type = net_migration.geography_type
            and joined.geography_code = net_migration.geography_code
            and joined.country_group = net_migration.background
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
from moved
where {{ is_chosen_outcome_year("outcome_year") }}
