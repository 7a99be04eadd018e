-- Rule: residents of working age (15-74, set by the edition) on 1 January.
-- Source: study, table 8, variable 4a and note ***.
-- Grain: edition, year, region_code.

with population as (
    select * from {{ ref("int_region_population") }}
),

edition as (
    select * from {{ ref("risk_index_edition") }}
)

select
    population.edition,
    population.year,
    population.region_code,
    cast(sum(population.persons) as bigint) as residents
from population
inner join edition
    on
        population.edition = edition.edition
        and population.age between edition.working_age_from and edition.working_age_to
group by population.edition, population.year, population.region_code
