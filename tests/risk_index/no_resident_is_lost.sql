-- Residents of a register are in a region of the edition's division or rejected.
with register as (
    select
        edition.edition,
        population.year,
        sum(population.persons) as persons
    from {{ ref("stg_region_population") }} as population
    cross join {{ ref("risk_index_edition") }} as edition
    left join {{ ref("int_region_row_set_aside") }} as set_aside
        on
            edition.edition = set_aside.edition
            and set_aside.register = 'region_population'
            and population.region_code = set_aside.region_code
            and population.year = set_aside.period_start
    where set_aside.region_code is null
    group by edition.edition, population.year
),

placed as (
    select
        edition,
        year,
        sum(persons) as persons
    from {{ ref("int_region_population") }}
    group by edition, year
)

select
    register.edition,
    register.year,
    register.persons as in_register,
    placed.persons as in_regions
from register
left join placed
    on
        register.edition = placed.edition
        and register.year = placed.year
where placed.persons is null or register.persons <> placed.persons
