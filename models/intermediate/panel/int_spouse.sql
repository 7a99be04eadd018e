-- Rule: everyone in a couple of spouses or registered partners, with the couple's
-- reference person.
-- Source: definitions, family number 1.
-- Grain: year, person_id.
-- Couples are read once per part in them: a relation that is used twice would be kept
-- in memory whole, with the years that nobody asks for.

with reference_person as (
    select * from {{ ref("int_couple") }}
),

partner as (
    select * from {{ ref("int_couple") }}
)

select
    year,
    reference_id as person_id,
    reference_id
from reference_person
union all
select
    year,
    partner_id as person_id,
    reference_id
from partner
