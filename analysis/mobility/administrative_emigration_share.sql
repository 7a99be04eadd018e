-- Emigrations that were administrative, decided by the register and not reported by the
-- emigrant, in percent of all emigrations, by background, every year of the panel.
-- Source: mart administrative_emigration.

with administrative_emigration as (
    select * from {{ ref("administrative_emigration") }}
)

select
    outcome_year,
    background,
    emigrants,
    administrative_emigrants as movers,
    share_percent,
    note
from administrative_emigration
where geography_type = 'country'
order by background, outcome_year
