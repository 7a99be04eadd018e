-- Rule: establishments with employees per 100 residents of working age, times
-- workplace coverage (employed by workplace in percent of employed by residence)
-- divided by 100. City districts use what they are allocated of their city.
-- Source: study, table 8, variables 4a and 4b; definitions, risk index.
-- Grain: edition, purpose, region_code.

with labour_market as (
    select * from {{ ref("int_labour_market") }}
),

district_allocation as (
    select * from {{ ref("int_district_allocation") }}
),

municipality as (
    select
        edition,
        purpose,
        region_code,
        residents,
        cast(establishments_with_employees as double) as establishments_with_employees,
        cast(employed_by_workplace as double) as employed_by_workplace,
        cast(employed_by_residence as double) as employed_by_residence
    from labour_market
    where length(region_code) = 4
),

region as (
    select
        edition,
        purpose,
        region_code,
        residents,
        establishments_with_employees,
        employed_by_workplace,
        employed_by_residence
    from municipality
    union all
    select
        edition,
        purpose,
        region_code,
        residents,
        establishments_with_employees,
        employed_by_workplace,
        employed_by_residence
    from district_allocation
),

coverage as (
    select
        edition,
        purpose,
        region_code,
        100.0 * establishments_with_employees / nullif(residents, 0)
            as businesses_per_100_residents,
        100.0 * employed_by_workplace / nullif(employed_by_residence, 0)
            as workplace_coverage
    from region
)

select
    edition,
    purpose,
    region_code,
    businesses_per_100_residents,
    workplace_coverage,
    businesses_per_100_residents * workplace_coverage / 100 as value
from coverage
