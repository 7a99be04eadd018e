-- A finding that the study's own tables contradict says what they say, and no other
-- finding does: what is read wrongly would be contradicted without a note.
with comparison as (
    select * from {{ ref("int_stated_comparison") }}
),

finding as (
    select * from {{ ref("finding") }}
),

contradicted as (
    select distinct finding_id
    from comparison
    where is_contradicted_in_print
)

select
    finding.finding_id,
    finding.printed_note_en,
    contradicted.finding_id as contradicted_id
from finding
left join contradicted
    on finding.finding_id = contradicted.finding_id
where
    (contradicted.finding_id is null) <> (finding.printed_note_en is null)
    or (finding.printed_note_en is null) <> (finding.printed_note_nb is null)
