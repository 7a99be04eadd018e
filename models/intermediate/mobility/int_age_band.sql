-- Rule: ages that no grouping of the rates tells apart are one band, named by its first
-- age: it begins where a range of the seed age_range or a group of the seed
-- standard_age_group begins, or where one has ended; ages below all of them are a band
-- from the youngest. A band lies in a range when its first age does.
-- Source: keeps the cells of int_mobility_cell few; no rate depends on it.
-- Grain: age.

with person_cell as (
    select * from {{ ref("int_person_cell") }}
),

age_range as (
    select * from {{ ref("age_range") }}
),

standard_age_group as (
    select * from {{ ref("standard_age_group") }}
),

known_age as (
    select distinct age_at_risk as age
    from person_cell
    where is_at_risk
),

boundary as (
    select age_from as band_from
    from age_range
    union
    select age_to + 1 as band_from
    from age_range
    union
    select age_from as band_from
    from standard_age_group
    union
    select age_to + 1 as band_from
    from standard_age_group
    union
    select min(age) as band_from
    from known_age
)

select
    known_age.age,
    max(boundary.band_from) as age_band_from
from known_age
inner join boundary
    on known_age.age >= boundary.band_from
group by known_age.age
