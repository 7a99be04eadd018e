-- Rates of residents aged 15-74 as they are and directly standardised for age and sex:
-- the rates of each sex and age group, weighted by the standard population (all
-- immigrants at risk of these ages in all outcome years of the panel together). A
-- stratum of the standard in which the group has no residents has no rate; the others'
-- weights are then blown up to 1, and standard_covered_percent says how much of the
-- standard they are: where it is low, groups do not compare.
-- Grain: outcome_year, geography_type, geography_code, mobility_level, background.

with mobility_stratum as (
    select * from {{ ref("int_mobility_stratum") }}
),

standard_population as (
    select * from {{ ref("int_standard_population") }}
)

select
    stratum.outcome_year,
    stratum.geography_type,
    stratum.geography_code,
    stratum.mobility_level,
    stratum.background,
    cast(sum(stratum.residents) as bigint) as residents,
    cast(100.0 * sum(stratum.emigrants) / sum(stratum.residents) as double)
        as emigration_rate,
    cast(
        100.0
        * sum(standard.standard_share * stratum.emigrants / stratum.residents)
        / sum(standard.standard_share) as double
    ) as emigration_rate_standardised,
    cast(100.0 * sum(stratum.out_migrants) / sum(stratum.residents) as double)
        as out_migration_rate,
    cast(
        100.0
        * sum(standard.standard_share * stratum.out_migrants / stratum.residents)
        / sum(standard.standard_share) as double
    ) as out_migration_rate_standardised,
    cast(100.0 * sum(standard.standard_share) as double) as standard_covered_percent,
    -- the published file says here what it withholds
    cast(null as varchar) as note
from mobility_stratum as stratum
inner join standard_population as standard
    on
        stratum.sex = standard.sex
        and stratum.standard_age_group = standard.standard_age_group
group by
    stratum.outcome_year,
    stratum.geography_type,
    stratum.geography_code,
    stratum.mobility_level,
    stratum.background
