-- Rule: a family's size is the number of persons with its family number. Its
-- composition is `immigrants_only` when all are immigrants, else `mixed`; a mixed
-- family's mix says whether immigrants are as many as, more or fewer than the others.
-- A family without immigrants has neither. A resident whom the register of persons does
-- not know counts as a non-immigrant.
-- Source: definitions, family number; report 2.1.8.
-- Grain: year, family_id.

with family_number as (
    select * from {{ ref("int_family_number") }}
),

immigrant as (
    select * from {{ ref("int_person") }}
    where is_immigrant
),

family as (
    select
        family_number.year,
        family_number.family_id,
        count(*) as family_size,
        count(immigrant.person_id) as family_immigrants
    from family_number
    left join immigrant
        on family_number.person_id = immigrant.person_id
    group by family_number.year, family_number.family_id
)

select
    year,
    family_id,
    family_size,
    family_immigrants,
    case
        when family_immigrants = family_size then 'immigrants_only'
        when family_immigrants > 0 then 'mixed'
    end as family_composition,
    case
        when family_immigrants in (0, family_size) then null
        when 2 * family_immigrants = family_size then 'equal'
        when 2 * family_immigrants > family_size then 'majority_immigrants'
        else 'minority_immigrants'
    end as family_mix
from family
