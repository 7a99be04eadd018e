-- How many emigrate or move, by background and education, with labels.
-- Grain: year, background, education_level.

with fact as (
    select * from {{ ref("fct_mobility_education_level") }}
),

year as (
    select * from {{ ref("dim_year") }}
),

background_dimension as (
    select * from {{ ref("dim_background") }}
),

education_level_dimension as (
    select * from {{ ref("dim_education_level") }}
)

select
    fact.year,
    fact.year_date,
    year.period,
    fact.background,
    background_dimension.label_en as background_en,
    background_dimension.label_nb as background_nb,
    background_dimension.sort_order as background_sort_order,
    fact.education_level,
    education_level_dimension.label_en as education_level_en,
    education_level_dimension.label_nb as education_level_nb,
    education_level_dimension.sort_order as education_level_sort_order,
    fact.residents,
    fact.emigrants,
    fact.out_migrants,
    fact.deaths,
    fact.unexplained,
    {{ percent_of("fact.emigrants", "fact.residents") }} as emigration_rate,
    {{ percent_of("fact.out_migrants", "fact.residents") }} as out_migration_rate
from fact
inner join year
    on fact.year = year.year
inner join background_dimension
    on fact.background = background_dimension.background
inner join education_level_dimension
    on fact.education_level = education_level_dimension.education_level
