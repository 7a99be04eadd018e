-- What the risk index is made of, by edition, unit and variable; the points of a unit
-- add up to its total.
-- Grain: score_key, that is edition, region_code, variable.

with risk_index_score as (
    select * from {{ ref("risk_index_score") }}
)

select
    concat_ws('-', edition, region_code, variable) as score_key,
    edition || '-' || region_code as region_key,
    edition,
    region_code,
    variable,
    value,
    sub_index,
    weight,
    weighted_points
from risk_index_score
