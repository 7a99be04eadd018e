-- What the studies state in words, compared with the marts. A finding does not hold
-- when one of its comparisons does not; else it is not available when a number of it is
-- missing, and too uncertain when one of them is within two standard errors of its
-- limit. Where the study's own tables say otherwise, it is contradicted in print,
-- whatever the marts say. Estimate, error and limits are those of the comparison that
-- decides: the worst one.
-- Grain: finding_id, outcome_year.

with comparison as (
    select * from {{ ref("int_stated_comparison") }}
),

finding as (
    select * from {{ ref("finding") }}
),

panel_year as (
    select * from {{ ref("panel_year") }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by finding_id, outcome_year
            order by
                case status
                    when 'does_not_hold' then 1
                    when 'not_available' then 2
                    when 'too_uncertain' then 3
                    else 4
                end,
                margin / nullif(std_error, 0) nulls last,
                margin,
                comparison,
                code
        ) as place
    from comparison
),

decided as (
    select
        finding_id,
        outcome_year,
        cast(count(*) as integer) as comparisons,
        cast(count(case when status = 'holds' then 1 end) as integer)
            as comparisons_holding,
        max(case when place = 1 then status end) as status,
        max(case when place = 1 then stated end) as stated,
        max(case when place = 1 then estimate end) as estimate,
        max(case when place = 1 then std_error end) as std_error,
        max(case when place = 1 then limit_low end) as limit_low,
        max(case when place = 1 then limit_high end) as limit_high,
        max(case when place = 1 then left_key end) as left_key,
        max(case when place = 1 then right_key end) as right_key,
        max(case when is_contradicted_in_print then 1 else 0 end) = 1
            as is_contradicted_in_print
    from ranked
    group by finding_id, outcome_year
)

select
    decided.finding_id,
    decided.outcome_year,
    finding.topic,
    finding.kind,
    finding.statement_en as statement,
    decided.stated,
    decided.estimate,
    decided.std_error,
    decided.limit_low,
    decided.limit_high,
    decided.left_key,
    decided.right_key,
    decided.comparisons,
    decided.comparisons_holding,
    case
        when decided.is_contradicted_in_print then 'contradicted_in_print'
        else decided.status
    end as status,
    case
        when decided.is_contradicted_in_print then finding.printed_note_en
        when decided.status <> 'not_available' then null
        when
            decided.outcome_year is not null
            and not coalesce(panel_year.is_in_panel, false)
            then 'year_not_in_panel'
        else 'no_such_number'
    end as note
from decided
inner join finding
    on decided.finding_id = finding.finding_id
left join panel_year
    on decided.outcome_year = panel_year.outcome_year
