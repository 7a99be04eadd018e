-- How many of those who first immigrated in a year are still resident after 1, 2, ...
-- years (retained), how many have emigrated and how many have died, by background:
-- Kaplan-Meier over both ways out, and cumulative incidences of each (Aalen and
-- Johansen 1978), which with the retained add up to 100. Time runs from the first 1
-- January after arrival, on which all are resident (100 percent). The rate of each
-- year is of those who are still there on its 1 January. Whose outcome is
-- unexplained leaves at the end of that year, as known until then. Errors: Greenwood's
-- for the retained, and the delta method for emigration (Dinse and Larson 1986),
-- persons independent.
-- Grain: cohort_year, background, duration.

with cohort_year as (
    select * from {{ ref("int_cohort_year") }}
),

-- what is published of a year may have lost a cohort, and what follows is unknown
followed as (
    select
        *,
        row_number() over (
            partition by cohort_year, background order by duration
        ) as years_known,
        cast(emigrants + deaths as double) / at_risk as hazard,
        cast(emigrants as double) / at_risk as emigration_hazard,
        cast(deaths as double) / at_risk as death_hazard
    from cohort_year
),

surviving as (
    select
        *,
        -- a product of shares; once nobody is left it stays 0
        case
            when max(hazard) over known = 1 then 0
            else exp(sum(ln(nullif(1 - hazard, 0))) over known)
        end as retained,
        sum(
            hazard / nullif(at_risk * (1 - hazard), 0)
        ) over known as greenwood
    from followed
    where duration = years_known
    window
        known as (
            partition by cohort_year, background
            order by duration rows unbounded preceding
        )
),

before as (
    select
        *,
        coalesce(
            lag(retained) over (
                partition by cohort_year, background order by duration
            ),
            1
        ) as retained_before
    from surviving
),

cumulated as (
    select
        *,
        sum(retained_before * emigration_hazard) over known as emigrated,
        sum(retained_before * death_hazard) over known as died
    from before
    window
        known as (
            partition by cohort_year, background
            order by duration rows unbounded preceding
        )
),

-- the error of the cumulated emigration at t adds up over the years s until t:
-- (I(t) - I(s))^2 h / (n (1 - h)) + S(s-1)^2 e (1 - e) / n
--   - 2 (I(t) - I(s)) S(s-1) e / n, with hazards h of leaving and e of emigrating
varied as (
    select
        later.cohort_year,
        later.background,
        later.duration,
        sum(
            power(later.emigrated - earlier.emigrated, 2)
            * coalesce(
                earlier.hazard
                / nullif(earlier.at_risk * (1 - earlier.hazard), 0), 0
            )
            + power(earlier.retained_before, 2)
            * earlier.emigration_hazard * (1 - earlier.emigration_hazard)
            / earlier.at_risk
            - 2 * (later.emigrated - earlier.emigrated)
            * earlier.retained_before * earlier.emigration_hazard / earlier.at_risk
            {{ in_order("earlier.duration") }}
        ) as emigrated_variance
    from cumulated as later
    inner join cumulated as earlier
        on
            later.cohort_year = earlier.cohort_year
            and later.background = earlier.background
            and later.duration >= earlier.duration
    group by later.cohort_year, later.background, later.duration
)

select
    cumulated.cohort_year,
    cumulated.background,
    cumulated.duration,
    cumulated.outcome_year,
    cumulated.at_risk,
    cumulated.emigrants,
    cumulated.deaths,
    cumulated.unexplained,
    cast(100.0 * cumulated.emigration_hazard as double) as emigration_rate,
    cast(100.0 * cumulated.retained as double) as retained_percent,
    cast(100.0 * cumulated.retained * sqrt(cumulated.greenwood) as double)
        as retained_std_error,
    cast(100.0 * cumulated.emigrated as double) as emigrated_percent,
    -- rounding of binary fractions may leave a hair below 0
    cast(100.0 * sqrt(greatest(varied.emigrated_variance, 0)) as double)
        as emigrated_std_error,
    cast(100.0 * cumulated.died as double) as died_percent
from cumulated
inner join varied
    on
        cumulated.cohort_year = varied.cohort_year
        and cumulated.background = varied.background
        and cumulated.duration = varied.duration
