-- Rule: an edition's regions with the value of each of its variables, in the period of
-- construction for the regions used there and in the period of the index for those
-- that are ranked. A missing value is kept as null: the unit is left out later, in
-- sight. Without any regional statistics there is no index, and no rows.
-- Source: study, table 8; definitions, risk index.
-- Grain: edition, purpose, region_code, variable.

with region as (
    select * from {{ ref("risk_index_region") }}
),

variable as (
    select * from {{ ref("risk_index_variable") }}
),

period as (
    select * from {{ ref("int_risk_index_period") }}
),

register_row as (
    select * from {{ ref("int_region_register_row") }}
),

{% set variables = [
    "average_age",
    "primary_education_share",
    "single_parent_share",
    "businesses_weighted",
    "low_income_share",
    "population_growth",
    "disability_share",
] %}
measured as (
    {% for name in variables %}
        select
            edition,
            purpose,
            region_code,
            '{{ name }}' as variable,
            value
        from {{ ref("int_" ~ name) }}
        {{ "union all" if not loop.last }}
    {% endfor %}
),

wanted as (
    select
        region.edition,
        period.purpose,
        region.region_code,
        variable.variable,
        variable.role
    from region
    inner join variable
        on region.edition = variable.edition
    inner join period
        on
            variable.edition = period.edition
            and variable.variable = period.variable
    where
        variable.role in ('dependent', 'predictor')
        and (
            (period.purpose = 'construction' and region.in_construction)
            or (period.purpose = 'index' and region.in_index)
        )
        and exists (select 1 from register_row)
)

select
    wanted.edition,
    wanted.purpose,
    wanted.region_code,
    wanted.variable,
    wanted.role,
    measured.value
from wanted
left join measured
    on
        wanted.edition = measured.edition
        and wanted.purpose = measured.purpose
        and wanted.region_code = measured.region_code
        and wanted.variable = measured.variable
