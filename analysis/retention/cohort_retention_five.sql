-- How many of those who first immigrated in a year are still resident 5 year(s) after
-- the first 1 January, by background.
-- Source: mart cohort_retention.

with cohort_retention as (
    select * from {{ ref("cohort_retention") }}
)

select
    cohort_year,
    background,
    at_risk,
    retained_percent,
    retained_std_error,
    emigrated_percent,
    emigrated_std_error,
    died_percent
from cohort_retention
where duration = 5
order by background, cohort_year
