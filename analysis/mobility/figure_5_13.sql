-- Figure 5.13: immigrants by background in each county and in the whole country, by
-- five-year period; percent of the residents on 1 January, summed over its years.
-- Source: report 2016/27, figure 5.13; mart background_composition.

with background_composition as (
    select * from {{ ref("background_composition") }}
)

select
    period,
    years,
    case
        when geography_type = 'country' then 'country'
        else geography_code
    end as county_code,
    background,
    residents,
    share_percent
from background_composition
where geography_type in ('county', 'country')
order by period, geography_type, county_code, background
