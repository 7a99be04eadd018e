-- Residents of a register in a year that an edition reads are in a region of its
-- division or rejected.
with read_year as (
    select distinct
        period.edition,
        period.period_start as year
    from {{ ref("int_edition_register_period") }} as period
    inner join {{ ref("int_edition_with_data") }} as made
        on period.edition = made.edition
    where period.register = 'region_population'
),

register as (
    select
        read_year.edition,
        population.year,
        sum(population.persons) as persons
    from {{ ref("stg_region_population") }} as population
    inner join read_year
        on population.year = read_year.year
    left join {{ ref("int_region_row_set_aside") }} as set_aside
        on
            read_year.edition = set_aside.edition
            and set_aside.register = 'region_population'
            and population.region_code = set_aside.region_code
            and population.year = set_aside.period_start
    where set_aside.region_code is null
    group by read_year.edition, population.year
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
