-- Immigrants at risk of all ages by year, background, family size and whom the family
-- consists of, and what became of them; moves within Norway are between counties. A
-- mixed family of three or more is shown by who is in the majority alone.
-- Grain: mobility_key, that is year, background, family_size_group,
-- family_composition.

with mobility_cell as (
    select * from {{ ref("int_mobility_cell") }}
),

family_composition_rule as (
    select * from {{ ref("family_composition_rule") }}
),

-- of the ways that a family is shown, the one that fewest kinds of families share
kinds_shown as (
    select
        family_size_group,
        family_composition,
        family_mix,
        shown_as,
        count(*) over (partition by family_size_group, shown_as) as kinds
    from family_composition_rule
),

finest as (
    select
        family_size_group,
        family_composition,
        family_mix,
        shown_as,
        row_number() over (
            partition by family_size_group, family_composition, family_mix
            order by kinds
        ) as place
    from kinds_shown
)

select
    concat_ws(
        '-',
        mobility_cell.outcome_year,
        mobility_cell.background,
        mobility_cell.family_size_group,
        finest.shown_as
    ) as mobility_key,
    mobility_cell.outcome_year as year,
    {{ first_day_of("mobility_cell.outcome_year") }} as year_date,
    mobility_cell.background,
    mobility_cell.family_size_group,
    finest.shown_as as family_composition,
    cast(sum(mobility_cell.residents) as bigint) as residents,
    cast(sum(mobility_cell.emigrants) as bigint) as emigrants,
    cast(sum(mobility_cell.out_migrants_county) as bigint) as out_migrants,
    cast(sum(mobility_cell.deaths) as bigint) as deaths,
    cast(sum(mobility_cell.unexplained) as bigint) as unexplained
from mobility_cell
inner join finest
    on
        mobility_cell.family_size_group = finest.family_size_group
        and mobility_cell.family_composition = finest.family_composition
        and mobility_cell.family_mix is not distinct from finest.family_mix
        and finest.place = 1
group by
    mobility_cell.outcome_year,
    mobility_cell.background,
    mobility_cell.family_size_group,
    finest.shown_as
