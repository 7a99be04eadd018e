-- A family number is the person_id of someone who has that family number.
select
    family_year.year,
    family_year.family_id,
    family_number.family_id as reference_persons_family
from {{ ref("family_year") }} as family_year
left join {{ ref("int_family_number") }} as family_number
    on
        family_year.year = family_number.year
        and family_year.family_id = family_number.person_id
where
    family_number.family_id is distinct from family_year.family_id
    and {{ is_chosen_year("family_year.year") }}
