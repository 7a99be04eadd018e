-- Rule: what an edition reads of each register: every period of its variables, to
-- construct the index and to compute it. Growth needs both ends of its period; counts
-- per resident need the residents of their year; workplace coverage is of its own year.
-- Source: study, table 8.
-- Grain: edition, register, indicator, period_start, period_end.

with period as (
    select * from {{ ref("int_risk_index_period") }}
),

variable as (
    select * from {{ ref("risk_index_variable") }}
),

measured as (
    select
        period.edition,
        period.variable,
        variable.register,
        period.period_start,
        period.period_end
    from period
    inner join variable
        on
            period.edition = variable.edition
            and period.variable = variable.variable
),

at_start_and_end as (
    select
        edition,
        register,
        period_start as year
    from measured
    where register <> 'region_indicator'
    union all
    select
        edition,
        register,
        period_end as year
    from measured
    where register <> 'region_indicator'
    union all
    select
        edition,
        'region_population' as register,
        period_start as year
    from measured
    where register = 'region_establishment'
)

select distinct
    edition,
    register,
    variable as indicator,
    period_start,
    period_end
from measured
where register = 'region_indicator'
union all
select distinct
    edition,
    register,
    'all' as indicator,
    year as period_start,
    year as period_end
from at_start_and_end
