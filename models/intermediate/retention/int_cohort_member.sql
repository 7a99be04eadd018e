-- Rule: a cohort is those who first immigrated in a year; its members are at risk from
-- the next 1 January, for as long as they are immigrants at risk in every outcome year
-- since. Who has been away on a 1 January, or came before the panel's first year, is in
-- no cohort. The year of arrival itself is not seen: who left before its end is on no 1
-- January.
-- Source: Kaplan and Meier 1958 (first exit, no re-entry); the contract, botid.
-- Grain: outcome_year, person_id.

with person_year as (
    select * from {{ ref("person_year") }}
    where botid is not null
),

numbered as (
    select
        outcome_year,
        person_id,
        botid,
        base_year - botid as cohort_year,
        row_number() over (partition by person_id order by outcome_year)
            as years_at_risk
    from person_year
)

select
    outcome_year,
    person_id,
    cast(cohort_year as integer) as cohort_year
from numbered
-- in the n-th year after arrival for the n-th time
where years_at_risk = botid + 1
