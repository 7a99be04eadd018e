-- A printed total is the weighted sum of the printed sub-indexes, within 1: weights and
-- sub-indexes are rounded. The weights add up to 100 and follow from the betas.
with published_risk_index_units as (
    select
        unit_name,
        sub_average_age,
        sub_primary_education_share,
        sub_single_parent_share,
        sub_businesses_weighted,
        sub_low_income_share,
        total
    from {{ ref("published_risk_index_units") }}
),

published_risk_index_weights as (
    select
        variable,
        weight_percent,
        beta
    from {{ ref("published_risk_index_weights") }}
),

sub_indexes as (
    unpivot published_risk_index_units
    on columns('^sub_')
    into name variable value sub_index
),

totals as (
    select
        sub_indexes.unit_name as item,
        any_value(sub_indexes.total) as printed,
        sum(
            sub_indexes.sub_index * published_risk_index_weights.weight_percent / 100
        ) as computed
    from sub_indexes
    inner join published_risk_index_weights
        on sub_indexes.variable = 'sub_' || published_risk_index_weights.variable
    group by sub_indexes.unit_name
),

weights as (
    select
        variable as item,
        weight_percent as printed,
        100 * abs(beta) / sum(abs(beta)) over () as computed
    from published_risk_index_weights
),

weight_sum as (
    select
        'all weights' as item,
        sum(weight_percent) as printed,
        100 as computed
    from published_risk_index_weights
)

select *
from totals
where abs(printed - computed) > 1
union all
select *
from weights
where abs(printed - computed) > 1
union all
select *
from weight_sum
where printed != computed
