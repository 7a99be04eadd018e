-- Rule: where somebody lives at the end of an outcome year is the residence on the 1
-- January after it, the year here.
-- Source: definitions, outcome and residence.
-- Grain: year, person_id.

with population as (
    select * from {{ ref("stg_population") }}
),

residence as (
    select * from {{ ref("int_residence") }}
)

select
    population.year,
    population.person_id,
    residence.municipality_code as municipality_code_end,
    residence.county_code as county_code_end,
    residence.centrality_level as centrality_level_end,
    residence.is_placed as is_placed_end
from population
inner join residence
    on
        population.municipality_code = residence.register_municipality_code
        and population.year
        between coalesce(residence.first_year, population.year)
        and coalesce(residence.last_year, population.year)
