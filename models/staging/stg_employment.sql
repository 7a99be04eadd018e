-- Jobs in the reference week of November: the rows that are kept, as they are.
-- Grain: year, person_id, job_number.

with source as (
    select * from {{ source("registers", "employment") }}
)

select
    year,
    person_id,
    job_number,
    employment_status,
    is_main_job,
    organisation_number,
    industry_code,
    work_municipality_code
from source
