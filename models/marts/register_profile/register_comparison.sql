-- What the registers of persons show beside what is publicly known about Norway or
-- assumed (seed register_reference). A figure for the whole country is comparable in
-- years in which the registers hold everybody, one for immigrants always.
-- Grain: year, population, measure.

with register_measure_value as (
    select * from {{ ref("int_register_measure") }}
),

register_measure as (
    select * from {{ ref("register_measure") }}
),

register_reference as (
    select * from {{ ref("register_reference") }}
),

register_coverage as (
    select * from {{ ref("register_coverage") }}
)

select
    measured.year,
    measured.population,
    measured.measure,
    measured.value,
    register_reference.reference,
    register_reference.reference_year,
    measured.value - register_reference.reference as difference,
    register_measure.unit,
    register_reference.kind,
    register_reference.source,
    register_reference.source_nb,
    register_reference.reference is not null
    and (measured.population = 'immigrants' or register_coverage.coverage = 'everybody')
        as is_comparable
from register_measure_value as measured
inner join register_measure
    on measured.measure = register_measure.measure
inner join register_coverage
    on measured.population_year = register_coverage.year
left join register_reference
    on
        measured.measure = register_reference.measure
        and measured.population = register_reference.population
