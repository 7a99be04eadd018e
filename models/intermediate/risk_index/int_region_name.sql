-- Rule: every region code of the classification with its name and the municipality it
-- lies in.
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
    label_nb as region_name
from municipality
union all
select
    region_code,
    municipality_code,
    'district' as region_type,
    label_nb as region_name
from city_district
