-- What the risk index is made of, by edition, unit and variable; the points of a unit
-- add up to its total.
-- Grain: score_key, that is edition, region_code, variable.

with risk_index_score as (
    select * from {{ ref("risk_index_score") }}
),

risk_index_edition as (
    select * from {{ ref("risk_index_edition") }}
)

select
    concat_ws('-', score.edition, score.region_code, score.variable) as score_key,
    score.edition || '-' || score.region_code as region_key,
    score.edition,
    risk_index_edition.division_date,
    score.region_code,
    score.variable,
    score.value,
    score.sub_index,
    score.weight,
    score.weighted_points
from risk_index_score as score
inner join risk_index_edition
    on score.edition = risk_index_edition.edition
