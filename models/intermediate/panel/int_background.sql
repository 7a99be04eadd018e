-- Rule: background is `nordic` by country of birth; else `unknown` when the first
-- immigration is known to be before 1990, when the variable did not exist; else by
-- reason for immigration, `unknown` when that is missing.
-- Source: definitions, background; report 2.1.2.
-- Grain: person_id.
-- What the next rule on a person needs is passed on, see int_immigrant.

with immigrant as (
    select * from {{ ref("int_immigrant") }}
),

nordic_country as (
    select * from {{ ref("nordic_country") }}
),

background_reason as (
    select * from {{ ref("background_reason") }}
)

select
    immigrant.person_id,
    immigrant.sex,
    immigrant.birth_date,
    immigrant.birth_country,
    immigrant.mother_id,
    immigrant.father_id,
    immigrant.first_immigration_date,
    immigrant.death_date,
    immigrant.is_immigrant,
    immigrant.is_decided_by_missing,
    case
        when nordic_country.country_code is not null then 'nordic'
        when immigrant.first_immigration_date < date '1990-01-01' then 'unknown'
        else coalesce(background_reason.background, 'unknown')
    end as background
from immigrant
left join nordic_country
    on immigrant.birth_country = nordic_country.country_code
left join background_reason
    on immigrant.reason_for_immigration = background_reason.reason_for_immigration
