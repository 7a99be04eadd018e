-- Rule: an edition of the risk index is made when it is chosen (all are, unless the
-- setting BOFAST_INDEX names some) and the registers have any of its published
-- indicators in one of its periods; an edition without such indicators, when they have
-- rows in any of its periods. Nobody needs the data of editions they do not make.
-- Source: study, table 8 (variables and periods).
-- Grain: edition.

with period as (
    select * from {{ ref("int_edition_register_period") }}
),

register_row as (
    select * from {{ ref("int_region_register_row") }}
),

in_period as (
    select distinct
        period.edition,
        period.register
    from period
    inner join register_row
        on
            period.register = register_row.register
            and period.indicator = register_row.indicator
            and period.period_start = register_row.period_start
            and period.period_end = register_row.period_end
    where register_row.has_content
),

needed as (
    select
        edition,
        max(case when register = 'region_indicator' then 1 else 0 end) = 1
            as needs_indicators
    from period
    group by edition
)

select distinct in_period.edition
from in_period
inner join needed
    on in_period.edition = needed.edition
where
    (in_period.register = 'region_indicator' or not needed.needs_indicators)
    and {{ is_chosen_edition("in_period.edition") }}
