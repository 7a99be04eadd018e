-- Whoever neither stays nor leaves has died: in a county where nobody died the three
-- outcomes add up, to 1 in the constant and to 0 in every other term.
with lpm_estimate as (
    select * from {{ ref("lpm_estimate") }}
),

covariate_cell as (
    select * from {{ ref("int_covariate_cell") }}
),

year_without_deaths as (
    select
        outcome_year,
        county_code
    from covariate_cell
    group by
        outcome_year,
        county_code
    having sum(death) = 0
)

select
    lpm_estimate.outcome_year,
    lpm_estimate.geography_code,
    lpm_estimate.term,
    sum(lpm_estimate.estimate) as total
from lpm_estimate
inner join year_without_deaths
    on
        lpm_estimate.outcome_year = year_without_deaths.outcome_year
        and lpm_estimate.geography_code = year_without_deaths.county_code
where lpm_estimate.model = 'county_background'
group by
    lpm_estimate.outcome_year,
    lpm_estimate.geography_code,
    lpm_estimate.term
having
    abs(
        sum(lpm_estimate.estimate)
        - case when lpm_estimate.term = 'constant' then 1 else 0 end
    ) > 1e-9
