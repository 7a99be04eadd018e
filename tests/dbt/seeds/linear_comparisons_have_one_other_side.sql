-- A comparison of linear models is with another place, another sex or an earlier year.
with lpm_comparison as (
    select * from {{ ref("lpm_comparison") }}
)

select *
from lpm_comparison
where
    cast(other_geography_code is not null as integer)
    + cast(other_sex is not null as integer)
    + cast(years_before is not null as integer) <> 1
