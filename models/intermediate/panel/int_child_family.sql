-- Rule: an unmarried person (1) without an own child in the dwelling and not in a
-- couple belongs, at any age, to the family of the mother or father who lives there;
-- where both live there without being a couple, to the mother's. That family is the
-- parent's couple, or the parent alone, who then is its reference person.
-- Source: definitions, family number 3 and 4; report 2.1.8.
-- Grain: year, person_id (of the child).
-- Nobody unmarried is in a couple of spouses, and cohabiting parents have a child in
-- the dwelling: that there is no own child is all that needs to be asked.
-- Children are read once per part that somebody plays, see int_spouse.

with child_in_dwelling as (
    select * from {{ ref("int_child_in_dwelling") }}
),

child_of_mother as (
    select * from {{ ref("int_child_in_dwelling") }}
),

child_of_father as (
    select * from {{ ref("int_child_in_dwelling") }}
),

couple_member as (
    select * from {{ ref("int_couple_member") }}
),

unmarried_child as (
    select
        year,
        person_id,
        coalesce(mother_id, father_id) as parent_id
    from child_in_dwelling
    where marital_status = '1'
),

parent as (
    select
        year,
        mother_id as person_id
    from child_of_mother
    where mother_id is not null
    union all
    select
        year,
        father_id as person_id
    from child_of_father
    where father_id is not null
),

childless as (
    select
        unmarried_child.year,
        unmarried_child.person_id,
        unmarried_child.parent_id
    from unmarried_child
    where not exists (
        select 1
        from parent
        where
            unmarried_child.year = parent.year
            and unmarried_child.person_id = parent.person_id
    )
)

select
    child.year,
    child.person_id,
    coalesce(couple_member.reference_id, child.parent_id) as family_id
from childless as child
left join couple_member
    on
        child.year = couple_member.year
        and child.parent_id = couple_member.person_id
