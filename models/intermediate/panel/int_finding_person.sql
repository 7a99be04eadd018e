-- Rule: what the register of persons says that cannot be: a child not younger than its
-- mother or father, nobody's own parent, a death or a first immigration before birth.
-- Source: definitions, family number; own, data quality.
-- Grain: register, year, rule, person_id. The register of persons has no year.

with person as (
    select * from {{ ref("stg_person") }}
),

finding as (
    select
        child.person_id,
        'child_older_than_mother' as rule
    from person as child
    inner join person as mother
        on child.mother_id = mother.person_id
    where
        child.birth_date <= mother.birth_date
        and child.person_id <> mother.person_id
    union all
    select
        child.person_id,
        'child_older_than_father' as rule
    from person as child
    inner join person as father
        on child.father_id = father.person_id
    where
        child.birth_date <= father.birth_date
        and child.person_id <> father.person_id
    union all
    select
        person_id,
        'own_parent' as rule
    from person
    where person_id in (mother_id, father_id)
    union all
    select
        person_id,
        'death_before_birth' as rule
    from person
    where death_date < birth_date
    union all
    select
        person_id,
        'first_immigration_before_birth' as rule
    from person
    where first_immigration_date < birth_date
)

select
    'person' as register,
    cast(null as integer) as year,
    rule,
    person_id,
    cast(1 as bigint) as register_rows
from finding
