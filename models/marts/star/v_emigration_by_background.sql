-- How many immigrants emigrate or move in a year, by background, with labels. Moves
-- within Norway are between counties.
-- Grain: year, background.

with fact as (
    select * from {{ ref("fct_mobility_county") }}
),

year as (
    select * from {{ ref("dim_year") }}
),

background as (
    select * from {{ ref("dim_background") }}
),

added_up as (
    select
        year,
        background,
        cast(sum(residents) as bigint) as residents,
        cast(sum(emigrants) as bigint) as emigrants,
        cast(sum(administrative_emigrants) as bigint) as administrative_emigrants,
        cast(sum(out_migrants) as bigint) as out_migrants,
        cast(sum(deaths) as bigint) as deaths,
        cast(sum(unexplained) as bigint) as unexplained
    from fact
    group by year, background
)

select
    added_up.year,
    year.year_date,
    year.period,
    added_up.background,
    background.label_en as background_en,
    background.label_nb as background_nb,
    background.sort_order as background_sort_order,
    background.colour as background_colour,
    added_up.residents,
    added_up.emigrants,
    added_up.administrative_emigrants,
    added_up.out_migrants,
    added_up.deaths,
    added_up.unexplained,
    {{ percent_of("added_up.emigrants", "added_up.residents") }} as emigration_rate,
    {{ percent_of("added_up.out_migrants", "added_up.residents") }}
        as out_migration_rate,
    {{ percent_of("added_up.administrative_emigrants", "added_up.emigrants") }}
        as administrative_share_percent
from added_up
inner join year
    on added_up.year = year.year
inner join background
    on added_up.background = background.background
