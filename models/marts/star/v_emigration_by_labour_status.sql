-- How many emigrate or move, by background and labour status, with labels.
-- Grain: year, background, labour_status.

with fact as (
    select * from {{ ref("fct_mobility_labour_status") }}
),

year as (
    select * from {{ ref("dim_year") }}
),

background_dimension as (
    select * from {{ ref("dim_background") }}
),

labour_status_dimension as (
    select * from {{ ref("dim_labour_status") }}
)

select
    fact.year,
    fact.year_date,
    year.period,
    fact.background,
    background_dimension.label_en as background_en,
    background_dimension.label_nb as background_nb,
    background_dimension.sort_order as background_sort_order,
    fact.labour_status,
    labour_status_dimension.label_en as labour_status_en,
    labour_status_dimension.label_nb as labour_status_nb,
    labour_status_dimension.sort_order as labour_status_sort_order,
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
inner join labour_status_dimension
    on fact.labour_status = labour_status_dimension.labour_status
