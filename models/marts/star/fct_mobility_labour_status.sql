-- Immigrants at risk aged 15-74 by year, background and labour status, and what became
-- of them; moves within Norway are between counties.
-- Grain: mobility_key, that is year, background, labour_status.

with mobility_cell as (
    select * from {{ ref("int_mobility_cell") }}
),

age_range as (
    select * from {{ ref("age_range") }}
    where age_range = '15-74'
)

select
    concat_ws(
        '-',
        mobility_cell.outcome_year,
        mobility_cell.background,
        mobility_cell.labour_status
    ) as mobility_key,
    mobility_cell.outcome_year as year,
    {{ first_day_of("mobility_cell.outcome_year") }} as year_date,
    mobility_cell.background,
    mobility_cell.labour_status,
    cast(sum(mobility_cell.residents) as bigint) as residents,
    cast(sum(mobility_cell.emigrants) as bigint) as emigrants,
    cast(sum(mobility_cell.out_migrants_county) as bigint) as out_migrants,
    cast(sum(mobility_cell.deaths) as bigint) as deaths,
    cast(sum(mobility_cell.unexplained) as bigint) as unexplained
from mobility_cell
inner join age_range
    on
        mobility_cell.age_band_from
        between age_range.age_from and age_range.age_to
group by
    mobility_cell.outcome_year,
    mobility_cell.background,
    mobility_cell.labour_status
