-- Rule: everyone in a couple, of spouses or partners or of cohabiting parents, with the
-- couple's reference person.
-- Source: definitions, family number 1 and 2.
-- Grain: year, person_id.
-- Couples are read once per part in them, see int_spouse.

with spouse as (
    select * from {{ ref("int_spouse") }}
),

reference_parent as (
    select * from {{ ref("int_cohabiting_parents") }}
),

other_parent as (
    select * from {{ ref("int_cohabiting_parents") }}
)

select
    year,
    person_id,
    reference_id
from spouse
union all
select
    year,
    reference_id as person_id,
    reference_id
from reference_parent
union all
select
    year,
    partner_id as person_id,
    reference_id
from other_parent
