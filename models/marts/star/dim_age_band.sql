-- Bands of five years of age, with their order.
-- Grain: age_band.

with age_band as (
    select * from {{ ref("age_band") }}
),

code_list as (
    select * from {{ ref("code_list") }}
    where list_name = 'age_band_not_known'
)

select
    age_band,
    age_from,
    age_to,
    cast(row_number() over (order by age_from) as integer) as sort_order
from age_band
union all
select
    code as age_band,
    null as age_from,
    null as age_to,
    sort_order
from code_list
