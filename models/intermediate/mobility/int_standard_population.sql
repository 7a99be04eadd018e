-- Rule: the standard population is all immigrants at risk of the ages of the seed
-- standard_age_group, of all outcome years of the panel together, by sex and age. It is
-- the same for every year, geography and background, so that rates standardised by it
-- compare across all of these.
-- Source: direct standardisation; own, measures beside the study's.
-- Grain: sex, standard_age_group.

with mobility_cell as (
    select * from {{ ref("int_mobility_cell") }}
),

standard_age_group as (
    select * from {{ ref("standard_age_group") }}
),

persons_in_stratum as (
    select
        mobility_cell.sex,
        standard_age_group.standard_age_group,
        sum(mobility_cell.residents) as persons
    from mobility_cell
    inner join standard_age_group
        on
            mobility_cell.age_band_from
            between standard_age_group.age_from and standard_age_group.age_to
    group by mobility_cell.sex, standard_age_group.standard_age_group
)

select
    sex,
    standard_age_group,
    cast(persons as bigint) as persons,
    cast(persons as double) / sum(persons) over () as standard_share
from persons_in_stratum
