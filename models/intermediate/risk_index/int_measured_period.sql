-- Rule: every period that an edition's variables are measured in: to construct the
-- index and to compute it; to compare a ranked unit with the country, in the period of
-- the index; and to compare it with what it was in the index period of each earlier
-- edition that has the variable. Editions come in the order of their names; one that
-- measures everything in the same periods is none to compare with.
-- Source: study, table 8, columns 4 and 5; "Vektutrekning" (editions compared).
-- Grain: edition, variable, purpose.

with period as (
    select * from {{ ref("int_risk_index_period") }}
),

edition_with_data as (
    select * from {{ ref("int_edition_with_data") }}
),

own_period as (
    select
        period.edition,
        period.variable,
        period.purpose,
        period.period_start,
        period.period_end
    from period
    inner join edition_with_data
        on period.edition = edition_with_data.edition
),

earlier_period as (
    select
        own_period.edition,
        own_period.variable,
        earlier.edition as compared_edition,
        earlier.period_start,
        earlier.period_end,
        bool_or(
            own_period.period_start <> earlier.period_start
            or own_period.period_end <> earlier.period_end
        ) over (partition by own_period.edition, earlier.edition) as is_another_time
    from own_period
    inner join period as earlier
        on
            own_period.variable = earlier.variable
            and own_period.edition > earlier.edition
            and earlier.purpose = 'index'
    where own_period.purpose = 'index'
)

select
    edition,
    variable,
    purpose,
    period_start,
    period_end
from own_period
union all
select
    edition,
    variable,
    'country' as purpose,
    period_start,
    period_end
from own_period
where purpose = 'index'
union all
select
    edition,
    variable,
    'index_of_' || compared_edition as purpose,
    period_start,
    period_end
from earlier_period
where is_another_time
