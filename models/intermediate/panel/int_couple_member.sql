-- Rule: everyone in a couple, of spouses or partners or of cohabiting parents, with the
-- couple's reference person.
-- Source: contract 2, family number 1 and 2.
-- Grain: year, person_id.

with couple as (
    select * from {{ ref("int_couple") }}
),

cohabiting_parents as (
    select * from {{ ref("int_cohabiting_parents") }}
),

either as (
    select
        year,
        reference_id,
        partner_id
    from couple
    union all
    select
        year,
        reference_id,
        partner_id
    from cohabiting_parents
)

select
    year,
    reference_id as person_id,
    reference_id
from either
union all
select
    year,
    partner_id as person_id,
    reference_id
from either
