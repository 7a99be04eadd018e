-- Counties of the division that residence is recoded to; 00 for those who could not be
-- placed.
-- Grain: county_code.

with county as (
    select * from {{ ref("county") }}
),

code_list as (
    select * from {{ ref("code_list") }}
    where list_name = 'county_not_placed'
),

division as (
    select cast('{{ var("residence_division_date") }}' as date) as division_date
)

select
    county.county_code,
    county.label_en,
    county.label_nb,
    cast(county.county_code as integer) as sort_order
from county
cross join division
where
    coalesce(county.valid_from <= division.division_date, true)
    and coalesce(county.valid_to > division.division_date, true)
union all
select
    code as county_code,
    label_en,
    label_nb,
    sort_order
from code_list
