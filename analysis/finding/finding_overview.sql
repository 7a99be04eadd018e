-- What the studies state in words and whether it holds, a row per finding: how it turns
-- out in the last of its years that can be told, and in how many of them it holds.
-- Source: mart finding_check, seeds finding and code_list.

with finding_check as (
    select * from {{ ref("finding_check") }}
),

finding as (
    select * from {{ ref("finding") }}
),

code_list as (
    select * from {{ ref("code_list") }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by finding_id
            order by
                case when status = 'not_available' then 1 else 0 end,
                outcome_year desc
        ) as place,
        count(*) over (partition by finding_id) as years_checked,
        count(case when status = 'holds' then 1 end) over (partition by finding_id)
            as years_holding
    from finding_check
)

select
    finding.finding_id,
    finding.topic,
    topic.label_en as topic_en,
    topic.label_nb as topic_nb,
    source.label_en as finding_source_en,
    source.label_nb as finding_source_nb,
    finding.source_line,
    finding.shown_at,
    finding.statement_en,
    finding.statement_nb,
    cast(ranked.outcome_year as varchar) as outcome_year,
    ranked.status as finding_status,
    status.label_en as finding_status_en,
    status.label_nb as finding_status_nb,
    ranked.stated,
    ranked.limit_low,
    ranked.limit_high,
    round(ranked.estimate, 3) as estimate,
    round(ranked.std_error, 3) as std_error,
    ranked.years_holding,
    ranked.years_checked,
    ranked.note,
    case
        when ranked.status = 'contradicted_in_print' then finding.printed_note_en
        else missing.label_en
    end as finding_note_en,
    case
        when ranked.status = 'contradicted_in_print' then finding.printed_note_nb
        else missing.label_nb
    end as finding_note_nb
from ranked
inner join finding
    on ranked.finding_id = finding.finding_id
inner join code_list as topic
    on
        topic.list_name = 'finding_topic'
        and finding.topic = topic.code
inner join code_list as source
    on
        source.list_name = 'finding_source'
        and finding.source = source.code
inner join code_list as status
    on
        status.list_name = 'finding_status'
        and ranked.status = status.code
left join code_list as missing
    on
        missing.list_name = 'missing_reason'
        and ranked.note = missing.code
where ranked.place = 1
order by topic.sort_order, finding.source_line, finding.finding_id
