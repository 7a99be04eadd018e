-- Each sub-index of a unit expressed in points of the variable that weighs most: so
-- many points of it give as many points of the total.
-- Source: study, "Samanlikning av delindeksar"; marts risk_index_equivalent and
-- risk_index_weight.

with risk_index_equivalent as (
    select * from {{ ref("risk_index_equivalent") }}
),

risk_index_weight as (
    select * from {{ ref("risk_index_weight") }}
),

risk_index_variable as (
    select * from {{ ref("risk_index_variable") }}
),

heaviest_by_edition as (
    select
        edition,
        arg_max(variable, weight) as variable
    from risk_index_weight
    group by edition
)

select
    risk_index_equivalent.edition,
    risk_index_equivalent.region_code,
    risk_index_equivalent.variable,
    risk_index_equivalent.sub_index,
    risk_index_equivalent.weighted_points,
    risk_index_equivalent.other_variable,
    risk_index_equivalent.equivalent_sub_index
from risk_index_equivalent
inner join heaviest_by_edition
    on
        risk_index_equivalent.edition = heaviest_by_edition.edition
        and risk_index_equivalent.other_variable = heaviest_by_edition.variable
inner join risk_index_variable
    on
        risk_index_equivalent.edition = risk_index_variable.edition
        and risk_index_equivalent.variable = risk_index_variable.variable
order by
    risk_index_equivalent.edition,
    risk_index_equivalent.region_code,
    risk_index_variable.sort_order
