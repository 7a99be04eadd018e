-- How many findings hold, by topic: each by how it turns out in the last of its years
-- that can be told.
-- Source: mart finding_check, seed code_list.

with finding_check as (
    select * from {{ ref("finding_check") }}
),

code_list as (
    select * from {{ ref("code_list") }}
),

ranked as (
    select
        finding_id,
        topic,
        status,
        row_number() over (
            partition by finding_id
            order by
                case when status = 'not_available' then 1 else 0 end,
                outcome_year desc
        ) as place
    from finding_check
)

select
    ranked.topic,
    code_list.label_en as topic_en,
    code_list.label_nb as topic_nb,
    count(*) as findings,
    count(case when ranked.status = 'holds' then 1 end) as holds,
    count(case when ranked.status = 'too_uncertain' then 1 end) as too_uncertain,
    count(case when ranked.status = 'does_not_hold' then 1 end) as does_not_hold,
    count(case when ranked.status = 'contradicted_in_print' then 1 end)
        as contradicted_in_print,
    count(case when ranked.status = 'not_available' then 1 end) as not_available
from ranked
inner join code_list
    on
        code_list.list_name = 'finding_topic'
        and ranked.topic = code_list.code
where ranked.place = 1
group by
    ranked.topic,
    code_list.label_en,
    code_list.label_nb,
    code_list.sort_order
order by code_list.sort_order
