-- Table 7: sub-index for households with low income, 2016, rounded as printed; highest
-- first, by the value before rounding.
-- Source: study, section "Låginntekt"; marts risk_index_score and risk_index.

with risk_index_score as (
    select * from {{ ref("risk_index_score") }}
),

risk_index as (
    select * from {{ ref("risk_index") }}
)

select
    risk_index_score.region_code,
    risk_index_score.region_name,
    round(risk_index_score.value, 1) as low_income_share,
    cast(round(risk_index_score.sub_index) as integer) as sub_index,
    cast(round(risk_index.total) as integer) as total,
    risk_index_score.edition
from risk_index_score
inner join risk_index
    on
        risk_index_score.edition = risk_index.edition
        and risk_index_score.region_code = risk_index.region_code
where risk_index_score.variable = 'low_income_share'
order by
    risk_index_score.edition asc,
    risk_index_score.value desc,
    total desc,
    risk_index_score.region_name asc
