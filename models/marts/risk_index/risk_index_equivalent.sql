-- A unit's sub-index expressed in another variable: so many points of that variable
-- give as many points of the total.
-- Source: study, "Samanlikning av delindeksar".
-- Grain: edition, region_code, variable, other_variable.

with score as (
    select * from {{ ref("risk_index_score") }}
),

weight as (
    select * from {{ ref("int_risk_index_weight") }}
)

select
    score.edition,
    score.region_code,
    score.variable,
    weight.variable as other_variable,
    score.sub_index,
    score.weighted_points,
    score.weighted_points / nullif(weight.weight, 0) as equivalent_sub_index
from score
inner join weight
    on
        score.edition = weight.edition
        and score.variable <> weight.variable
