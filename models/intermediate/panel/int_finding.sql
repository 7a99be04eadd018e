-- Rule: everything found in the registers of persons that the contract does not have
-- there, person by person, so that the rows behind data_quality can be looked at.
-- Source: own, data quality.
-- Grain: register, year, rule, person_id.

with person as (
    select * from {{ ref("int_finding_person") }}
),

population as (
    select * from {{ ref("int_finding_population") }}
),

activity as (
    select * from {{ ref("int_finding_activity") }}
)

select
    register,
    year,
    rule,
    person_id,
    register_rows
from person
union all
select
    register,
    year,
    rule,
    person_id,
    register_rows
from population
union all
select
    register,
    year,
    rule,
    person_id,
    register_rows
from activity
