-- Ranges of country codes follow on each other from 001 to 999, and the Nordic ones are
-- those of the background.
with country_group as (
    select * from {{ ref("country_group") }}
),

nordic_country as (
    select * from {{ ref("nordic_country") }}
),

neighbour as (
    select
        country_from,
        country_to,
        country_group,
        lag(country_to) over (order by country_from) as to_before,
        lead(country_from) over (order by country_from) as from_after
    from country_group
),

nordic as (
    select
        country_group.country_from,
        country_group.country_to,
        count(nordic_country.country_code) as countries
    from country_group
    left join nordic_country
        on
            nordic_country.country_code
            between country_group.country_from and country_group.country_to
    where country_group.country_group = 'nordic'
    group by country_group.country_from, country_group.country_to
)

select
    country_from,
    country_to
from neighbour
where
    country_from > country_to
    or cast(country_from as integer) <> coalesce(cast(to_before as integer), 0) + 1
    or (from_after is null and country_to <> '999')
union all
select
    country_from,
    country_to
from nordic
where cast(country_to as integer) - cast(country_from as integer) + 1 <> countries
