-- How many of the cohort that can be followed longest are still resident after 1, 2,
-- ... years, by background.
-- Source: mart cohort_retention.

with cohort_retention as (
    select * from {{ ref("cohort_retention") }}
),

longest as (
    select min(cohort_year) as cohort_year
    from cohort_retention
)

select
    cohort_retention.cohort_year,
    cohort_retention.background,
    cohort_retention.duration,
    cohort_retention.at_risk,
    cohort_retention.retained_percent,
    cohort_retention.retained_std_error,
    cohort_retention.emigrated_percent,
    cohort_retention.emigrated_std_error,
    cohort_retention.died_percent
from cohort_retention
inner join longest
    on cohort_retention.cohort_year = longest.cohort_year
order by cohort_retention.background, cohort_retention.duration
