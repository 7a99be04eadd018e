-- A contrast has three outcomes whose differences add up to 0 within rounding (three
-- decimals each): where not, one of the three rows has a note.
with published_logit_differences as (
    select
        table_id,
        centrality_level,
        contrast,
        estimate,
        note
    from {{ ref("published_logit_differences") }}
)

select
    table_id,
    centrality_level,
    contrast,
    count(*) as outcomes,
    sum(estimate) as estimate_sum
from published_logit_differences
group by table_id, centrality_level, contrast
having
    count(*) != 3
    or (abs(round(sum(estimate), 3)) > 0.0015 and count(note) = 0)
