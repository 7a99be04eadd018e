-- Rule: what businesses_weighted is made of, region by region: residents of working
-- age and establishments on 1 January, employed persons in the quarter that the
-- edition measures workplace coverage in.
-- Source: study, table 8, variables 4a and 4b.
-- Grain: edition, purpose, region_code.

with period as (
    select * from {{ ref("int_measured_period") }}
),

working_age_population as (
    select * from {{ ref("int_working_age_population") }}
),

region_establishment as (
    select * from {{ ref("int_region_establishment") }}
),

region_employment as (
    select * from {{ ref("int_region_employment") }}
),

measured as (
    select
        businesses.edition,
        businesses.purpose,
        businesses.period_start as establishment_year,
        coverage.period_start as employment_year
    from period as businesses
    inner join period as coverage
        on
            businesses.edition = coverage.edition
            and businesses.purpose = coverage.purpose
    where
        businesses.variable = 'businesses_weighted'
        and coverage.variable = 'workplace_coverage'
)

select
    measured.edition,
    measured.purpose,
    working_age_population.region_code,
    working_age_population.residents,
    region_establishment.establishments_with_employees,
    region_establishment.establishments,
    region_employment.employed_by_workplace,
    region_employment.employed_by_residence
from measured
inner join working_age_population
    on
        measured.edition = working_age_population.edition
        and measured.establishment_year = working_age_population.year
left join region_establishment
    on
        measured.edition = region_establishment.edition
        and measured.establishment_year = region_establishment.year
        and working_age_population.region_code = region_establishment.region_code
left join region_employment
    on
        measured.edition = region_employment.edition
        and measured.employment_year = region_employment.year
        and working_age_population.region_code = region_employment.region_code
