-- Rule: a municipality of residence is recoded to the division of 1 January 2013, which
-- gives county and centrality. A code that cannot be placed there is kept as the
-- register has it, without county and level.
-- Source: definitions, residence; report 2.2 and appendix A.
-- Grain: register_municipality_code.

with population_municipality as (
    select * from {{ ref("int_population_municipality") }}
),

municipality_recode as (
    select * from {{ ref("int_municipality_recode") }}
),

municipality as (
    select * from {{ ref("municipality") }}
),

register_code as (
    select distinct register_municipality_code
    from population_municipality
),

placed as (
    select
        recode.municipality_code,
        recode.recoded_code,
        municipality.county_code,
        municipality.centrality_level
    from municipality_recode as recode
    inner join municipality
        on recode.recoded_code = municipality.municipality_code
    where
        recode.division_date = cast('{{ var("residence_division_date") }}' as date)
        and recode.is_resolved
)

select
    register_code.register_municipality_code,
    coalesce(placed.recoded_code, register_code.register_municipality_code)
        as municipality_code,
    placed.county_code,
    placed.centrality_level,
    placed.recoded_code is not null as is_placed
from register_code
left join placed
    on register_code.register_municipality_code = placed.municipality_code
