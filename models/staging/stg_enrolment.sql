-- Education activity in a calendar year: the rows that are kept, as they are.
-- Grain: a row of the register; a person may have several a year.

with source as (
    select * from {{ source("registers", "enrolment") }}
)

select
    year,
    person_id,
    enrolled_1_october,
    exam_january_september,
    exam_october_december
from source
