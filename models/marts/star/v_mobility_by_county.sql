-- Who leaves, moves and arrives in each county, by background, with labels.
-- Grain: year, county_code, background.

with fact as (
    select * from {{ ref("fct_mobility_county") }}
),

year as (
    select * from {{ ref("dim_year") }}
),

county_code_dimension as (
    select * from {{ ref("dim_county") }}
),

background_dimension as (
    select * from {{ ref("dim_background") }}
)

select
    fact.year,
    fact.year_date,
    year.period,
    fact.county_code,
    county_code_dimension.label_en as county_en,
    county_code_dimension.label_nb as county_nb,
    county_code_dimension.sort_order as county_sort_order,
    fact.background,
    background_dimension.label_en as background_en,
    background_dimension.label_nb as background_nb,
    background_dimension.sort_order as background_sort_order,
    fact.residents,
    fact.emigrants,
    fact.administrative_emigrants,
    fact.out_migrants,
    fact.in_migrants,
    fact.deaths,
    fact.unexplained,
    fact.in_migrants - fact.out_migrants as net_migration,
    {{ percent_of("fact.emigrants", "fact.residents") }} as emigration_rate,
    {{ percent_of("fact.out_migrants", "fact.residents") }} as out_migration_rate
from fact
inner join year
    on fact.year = year.year
inner join county_code_dimension
    on fact.county_code = county_code_dimension.county_code
inner join background_dimension
    on fact.background = background_dimension.background
