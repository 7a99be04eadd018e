-- Rates of the study's periods, in two readings. Pooled: movers of all years over
-- residents of all years, so that small years weigh less. Mean annual, which the study
-- prints: the mean of the rates of those years in which the group has residents, all
-- weighing the same. A year that is not in the panel is in neither.
-- Grain: period, geography_type, geography_code, mobility_level, age_range, background,
-- labour_status, education_level, family_size_group, family_composition.

{%- set by_year = in_order("mobility_group.outcome_year") %}

with mobility_group as (
    select * from {{ ref("int_mobility_group") }}
),

period_year as (
    select * from {{ ref("int_period_year") }}
)

select
    period_year.period,
    mobility_group.geography_type,
    mobility_group.geography_code,
    mobility_group.mobility_level,
    mobility_group.age_range,
    mobility_group.background,
    mobility_group.labour_status,
    mobility_group.education_level,
    mobility_group.family_size_group,
    mobility_group.family_composition,
    period_year.years,
    cast(sum(mobility_group.residents) as bigint) as residents,
    cast(sum(mobility_group.emigrants) as bigint) as emigrants,
    cast(sum(mobility_group.out_migrants) as bigint) as out_migrants,
    cast(sum(mobility_group.deaths) as bigint) as deaths,
    cast(sum(mobility_group.unexplained) as bigint) as unexplained,
    cast(
        100.0 * sum(mobility_group.emigrants) / sum(mobility_group.residents) as double
    ) as emigration_rate,
    cast(
        100.0 * sum(mobility_group.out_migrants) / sum(mobility_group.residents)
        as double
    ) as out_migration_rate,
    cast(
        avg(100.0 * mobility_group.emigrants / mobility_group.residents {{ by_year }})
        as double
    ) as emigration_rate_mean_annual,
    cast(
        avg(
            100.0 * mobility_group.out_migrants / mobility_group.residents
            {{ by_year }}
        ) as double
    ) as out_migration_rate_mean_annual
from mobility_group
inner join period_year
    on mobility_group.outcome_year = period_year.outcome_year
where mobility_group.is_by_period
group by
    period_year.period,
    mobility_group.geography_type,
    mobility_group.geography_code,
    mobility_group.mobility_level,
    mobility_group.age_range,
    mobility_group.background,
    mobility_group.labour_status,
    mobility_group.education_level,
    mobility_group.family_size_group,
    mobility_group.family_composition,
    period_year.years
