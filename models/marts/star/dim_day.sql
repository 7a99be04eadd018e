-- Every day from the first year that facts, or divisions of the risk index, are of to
-- the last: what tools put a time axis together from.
-- Grain: day.

with year as (
    select * from {{ ref("dim_year") }}
),

risk_index_edition as (
    select * from {{ ref("risk_index_edition") }}
),

known_year as (
    select year
    from year
    union
    select extract(year from division_date) as year
    from risk_index_edition
),

span as (
    select
        cast(min(year) as integer) as first_year,
        cast(max(year) as integer) as last_year
    from known_year
)

select
    cast(calendar.day as date) as day,
    cast(extract(year from calendar.day) as integer) as year
from ({{ days_of("span", "first_year", "last_year") }}) as calendar
