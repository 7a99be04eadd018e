-- Rule: a municipality of residence is recoded to the division of 1 January 2013, which
-- gives county and centrality. A code that cannot be placed there is kept as the
-- register has it, without county and level. Codes made after 2013 are placed where
-- the changes lead back to one code of 2013; one that took in another later has a row
-- for the years before, and one for those from then on.
-- Source: report 2.2 and appendix A.
-- Grain: register_municipality_code, first_year.

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
        municipality.centrality_level,
        cast(extract(year from recode.used_from) as integer) as first_year,
        cast(extract(year from recode.used_to) - 1 as integer) as last_year
    from municipality_recode as recode
    left join municipality
        on
            recode.recoded_code = municipality.municipality_code
            and recode.is_resolved
    where recode.division_date = cast('{{ var("residence_division_date") }}' as date)
)

select
    register_code.register_municipality_code,
    placed.first_year,
    placed.last_year,
    coalesce(placed.recoded_code, register_code.register_municipality_code)
        as municipality_code,
    placed.county_code,
    placed.centrality_level,
    placed.recoded_code is not null as is_placed
from register_code
left join placed
    on register_code.register_municipality_code = placed.municipality_code
