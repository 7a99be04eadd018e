-- Rule: an immigrant's country group is that of the country of birth. The Nordic
-- countries are those of the background; EU and EFTA are the members of 2013 with the
-- countries that they came of; Turkey is counted with Asia, as Statistics Norway does.
-- Source: Statistics Norway, standards for country codes and for groups of countries;
-- the seed country_group.
-- Grain: person_id.

with person as (
    select * from {{ ref("int_person") }}
    where is_immigrant
),

country_group as (
    select * from {{ ref("country_group") }}
),

country as (
    select distinct birth_country
    from person
),

grouped as (
    select
        country.birth_country,
        country_group.country_group
    from country
    inner join country_group
        on
            country.birth_country
            between country_group.country_from and country_group.country_to
)

select
    person.person_id,
    grouped.country_group
from person
inner join grouped
    on person.birth_country = grouped.birth_country
