-- All mixed families of three and more (table 4.1) are the three mixes of table 4.3
-- together, so the rate of all lies between the rates of the mixes, but for rounding.
-- Where it does not, all rows concerned say so in a note; read with the swapped rows
-- exchanged, it does everywhere.
with reading as (
    select * from {{ ref("int_family_rate_reading") }}
),

printed_precision as (
    select * from {{ ref("report_printed_precision") }}
),

whole as (
    select
        background,
        outcome,
        rate_percent
    from reading
    where
        source_table = 'family_rates'
        and table_id = '4.1'
        and family_size = '3+'
        and family_composition = 'mixed'
),

parts as (
    select
        reading.source_table,
        reading.background,
        reading.outcome,
        count(*) as mixes,
        min(reading.rate_percent) as lowest,
        max(reading.rate_percent) as highest,
        count(reading.note) as notes,
        -- the whole and the part are each rounded
        max(power(10, -printed_precision.decimals)) + 1e-9 as allowance
    from reading
    inner join printed_precision
        on
            printed_precision.source_table = 'family_rates'
            and reading.table_id = printed_precision.table_id
            and reading.outcome = printed_precision.column_name
    where reading.table_id = '4.3'
    group by reading.source_table, reading.background, reading.outcome
),

compared as (
    select
        parts.*,
        whole.rate_percent,
        whole.rate_percent between parts.lowest - parts.allowance
        and parts.highest + parts.allowance as is_possible
    from parts
    inner join whole
        on
            parts.background = whole.background
            and parts.outcome = whole.outcome
)

select
    background,
    outcome,
    source_table || ' is not possible, and no note says so' as problem
from compared
where
    mixes <> 3
    or (not is_possible and source_table = 'family_rates_swapped')
    or (not is_possible and notes < mixes)
union all
-- the transcription keeps what is impossible as printed
select
    max(background) as background,
    max(outcome) as outcome,
    'not three places are impossible as printed' as problem
from compared
where not is_possible and source_table = 'family_rates'
having count(*) <> 3
