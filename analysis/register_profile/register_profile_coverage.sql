-- Whom the registers of persons hold, told from the share born abroad, all years.
-- Source: mart register_coverage.

with register_coverage as (
    select * from {{ ref("register_coverage") }}
)

select
    year,
    residents,
    born_abroad,
    immigrants,
    residents_not_in_person,
    100.0 * immigrants / nullif(residents, 0) as immigrants_percent,
    born_abroad_percent,
    coverage
from register_coverage
order by year
