-- Rule: background is `nordic` by country of birth; else `unknown` when the first
-- immigration is known to be before 1990, when the variable did not exist; else by
-- reason for immigration, `unknown` when that is missing.
-- Source: contract 2, background; report 2.1.2.
-- Grain: person_id.

with person as (
    select * from {{ ref("stg_person") }}
),

nordic_country as (
    select * from {{ ref("nordic_country") }}
),

background_reason as (
    select * from {{ ref("background_reason") }}
)

select
    person.person_id,
    case
        when nordic_country.country_code is not null then 'nordic'
        when person.first_immigration_date < date '1990-01-01' then 'unknown'
        else coalesce(background_reason.background, 'unknown')
    end as background
from person
left join nordic_country
    on person.birth_country = nordic_country.country_code
left join background_reason
    on person.reason_for_immigration = background_reason.reason_for_immigration
