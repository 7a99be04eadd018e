-- Mean, standard deviation and range of the construction's values: over the units that
-- the weights are estimated on, and over the units of the index region (tables 10, 11).
-- Grain: edition, scope, variable.

with unit as (
    select * from {{ ref("risk_index_unit") }}
),

national as (
    select
        edition,
        variable,
        count(case when exclusion_reason is null then value end) as n_units,
        avg(
            case when exclusion_reason is null then value end
            {{ in_order_of_units() }}
        ) as mean,
        stddev_samp(
            case when exclusion_reason is null then value end
            {{ in_order_of_units() }}
        ) as sd,
        min(case when exclusion_reason is null then value end) as minimum,
        max(case when exclusion_reason is null then value end) as maximum,
        max(value) as max_overall
    from unit
    group by edition, variable
),

index_region as (
    select
        edition,
        variable,
        count(value) as n_units,
        avg(value {{ in_order_of_units() }}) as mean,
        stddev_samp(value {{ in_order_of_units() }}) as sd,
        min(value) as minimum,
        max(value) as maximum
    from unit
    where in_index
    group by edition, variable
)

select
    edition,
    'national_sample' as scope,
    variable,
    n_units,
    mean,
    sd,
    minimum,
    maximum,
    max_overall
from national
union all
select
    edition,
    'index_region' as scope,
    variable,
    n_units,
    mean,
    sd,
    minimum,
    maximum,
    cast(null as double) as max_overall
from index_region
