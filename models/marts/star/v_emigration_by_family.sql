-- How many emigrate or move, by background, size and composition of the family, with
-- labels.
-- Grain: year, background, family_size_group, family_composition.

with fact as (
    select * from {{ ref("fct_mobility_family") }}
),

year as (
    select * from {{ ref("dim_year") }}
),

background_dimension as (
    select * from {{ ref("dim_background") }}
),

family_size_group_dimension as (
    select * from {{ ref("dim_family_size_group") }}
),

family_composition_dimension as (
    select * from {{ ref("dim_family_composition") }}
)

select
    fact.year,
    fact.year_date,
    year.period,
    fact.background,
    background_dimension.label_en as background_en,
    background_dimension.label_nb as background_nb,
    background_dimension.sort_order as background_sort_order,
    fact.family_size_group,
    family_size_group_dimension.label_en as family_size_group_en,
    family_size_group_dimension.label_nb as family_size_group_nb,
    family_size_group_dimension.sort_order as family_size_group_sort_order,
    fact.family_composition,
    family_composition_dimension.label_en as family_composition_en,
    family_composition_dimension.label_nb as family_composition_nb,
    family_composition_dimension.sort_order as family_composition_sort_order,
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
inner join family_size_group_dimension
    on fact.family_size_group = family_size_group_dimension.family_size_group
inner join family_composition_dimension
    on fact.family_composition = family_composition_dimension.family_composition
