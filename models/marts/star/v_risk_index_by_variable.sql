-- What each unit's total of the risk index is made of, with names and labels.
-- Grain: edition, region_code, variable.

with score as (
    select * from {{ ref("risk_index_score") }}
),

variable as (
    select * from {{ ref("dim_risk_index_variable") }}
)

select
    score.edition,
    score.region_code,
    score.region_name,
    score.variable,
    variable.label_en as variable_en,
    variable.label_nb as variable_nb,
    variable.sort_order as variable_sort_order,
    score.value,
    score.sub_index,
    score.weight,
    score.weighted_points
from score
inner join variable
    on score.variable = variable.variable
