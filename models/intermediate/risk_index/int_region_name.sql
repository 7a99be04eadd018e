-- Rule: every region code of the classification with its name, the municipality it lies
-- in and when it was in force.
-- Source: seeds municipality and city_district.
-- Grain: region_code.

with municipality as (
    select * from {{ ref("municipality") }}
),

city_district as (
    select * from {{ ref("city_district") }}
)

select
    municipality_code as region_code,
    municipality_code,
    'municipality' as region_type,
    label_nb as region_name,
    valid_from,
    valid_to
from municipality
union all
select
    region_code,
    municipality_code,
    'district' as region_type,
    label_nb as region_name,
    valid_from,
    valid_to
from city_district
