-- Rule: an edition's regions with the value of each of its variables: in the period of
-- construction for the regions used there, in the period of the index for those that
-- are ranked and, to compare them, for the country; and in the index periods of earlier
-- editions for those that are ranked. A missing value is kept as null: the unit is left
-- out later, in sight. An edition without data has no rows.
-- Source: study, table 8.
-- Grain: edition, purpose, region_code, variable.

with region as (
    select * from {{ ref("int_risk_index_region") }}
),

variable as (
    select * from {{ ref("risk_index_variable") }}
),

period as (
    select * from {{ ref("int_measured_period") }}
),

{% set computed = ["average_age", "businesses_weighted", "population_growth"] %}
measured as (
    {% for name in computed %}
        select
            edition,
            purpose,
            region_code,
            '{{ name }}' as variable,
            value
        from {{ ref("int_" ~ name) }}
        union all
    {% endfor %}
    select
        edition,
        purpose,
        region_code,
        variable,
        value
    from {{ ref("int_risk_index_indicator") }}
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
        and case period.purpose
            when 'construction' then region.in_construction
            when 'country' then region.in_construction or region.in_index
            else region.in_index
        end
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
