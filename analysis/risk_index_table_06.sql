-- Table 6: sub-index for businesses per 100 residents 15-74, weighted by workplace
-- coverage, 2018, rounded as printed; fewest first, by the value before rounding.
-- Source: study, section "Verksemder"; marts risk_index_score and risk_index.

with risk_index_score as (
    select * from {{ ref("risk_index_score") }}
),

risk_index as (
    select * from {{ ref("risk_index") }}
)

select
    risk_index_score.region_code,
    risk_index_score.region_name,
    round(risk_index_score.value, 1) as businesses_weighted,
    cast(round(risk_index_score.sub_index) as integer) as sub_index,
    cast(round(risk_index.total) as integer) as total,
    risk_index_score.edition
from risk_index_score
inner join risk_index
    on
        risk_index_score.edition = risk_index.edition
        and risk_index_score.region_code = risk_index.region_code
where risk_index_score.variable = 'businesses_weighted'
order by
    risk_index_score.edition asc,
    risk_index_score.value asc,
    total desc,
    risk_index_score.region_name asc
