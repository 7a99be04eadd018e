-- Rule: each variable of the index on a scale from 0 (best unit of the index region) to
-- 100 (worst), linear between. A reversed variable is best where it is largest; a
-- capped one is cut at its third-largest value (rank set by the edition), so that the
-- largest units share 0. Rounding in the last digit never leads outside 0 and 100.
-- Source: study, "Indeksering" and footnote 1; definitions, risk index.
-- Grain: edition, region_code, variable.

with risk_index_value as (
    select * from {{ ref("int_risk_index_value") }}
),

variable as (
    select * from {{ ref("risk_index_variable") }}
),

final_term as (
    select * from {{ ref("int_risk_index_final_term") }}
),

indexed as (
    select
        risk_index_value.edition,
        risk_index_value.region_code,
        risk_index_value.variable,
        risk_index_value.value,
        variable.is_reversed,
        variable.cap_rank,
        row_number() over (
            partition by risk_index_value.edition, risk_index_value.variable
            order by risk_index_value.value desc nulls last
        ) as rank_from_largest
    from risk_index_value
    inner join variable
        on
            risk_index_value.edition = variable.edition
            and risk_index_value.variable = variable.variable
    inner join final_term
        on
            risk_index_value.edition = final_term.edition
            and risk_index_value.variable = final_term.term
    where risk_index_value.purpose = 'index'
),

cap as (
    select
        edition,
        variable,
        value as largest_counted
    from indexed
    where rank_from_largest = cap_rank
),

capped as (
    select
        indexed.edition,
        indexed.region_code,
        indexed.variable,
        indexed.value,
        indexed.is_reversed,
        case
            when indexed.value > cap.largest_counted then cap.largest_counted
            else indexed.value
        end as capped_value
    from indexed
    left join cap
        on
            indexed.edition = cap.edition
            and indexed.variable = cap.variable
),

extremes as (
    select
        edition,
        variable,
        min(capped_value) as smallest,
        max(capped_value) as largest
    from capped
    group by edition, variable
)

select
    capped.edition,
    capped.region_code,
    capped.variable,
    capped.value,
    extremes.smallest,
    extremes.largest,
    case
        when capped.capped_value is null then null
        when extremes.largest = extremes.smallest then null
        else
            least(
                greatest(
                    100
                    * case
                        when capped.is_reversed
                            then extremes.largest - capped.capped_value
                        else capped.capped_value - extremes.smallest
                    end
                    / (extremes.largest - extremes.smallest),
                    0
                ),
                100
            )
    end as sub_index
from capped
inner join extremes
    on
        capped.edition = extremes.edition
        and capped.variable = extremes.variable
