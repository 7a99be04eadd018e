-- Families share out the residents of each 1 January, and immigrants in families are
-- the immigrants among them.
with resident as (
    select
        population.year,
        count(*) as residents,
        count(*) filter (where immigrant.is_immigrant) as immigrants
    from {{ ref("stg_population") }} as population
    left join {{ ref("int_immigrant") }} as immigrant
        on population.person_id = immigrant.person_id
    where {{ is_chosen_year("population.year") }}
    group by population.year
),

family as (
    select
        year,
        sum(family_size) as residents,
        sum(family_immigrants) as immigrants
    from {{ ref("family_year") }}
    where {{ is_chosen_year("year") }}
    group by year
)

select
    coalesce(resident.year, family.year) as year,
    resident.residents,
    family.residents as in_families,
    resident.immigrants,
    family.immigrants as immigrants_in_families
from resident
full join family
    on resident.year = family.year
where
    resident.residents is distinct from family.residents
    or resident.immigrants is distinct from family.immigrants
