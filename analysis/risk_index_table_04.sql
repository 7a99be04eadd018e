-- Table 4: sub-index for residents aged 30-39 with primary education only, 2017,
-- rounded as printed; highest first, equal printed values by total.
-- Source: study, section "Grunnskoledel"; marts risk_index_score and risk_index.

with risk_index_score as (
    select * from {{ ref("risk_index_score") }}
),

risk_index as (
    select * from {{ ref("risk_index") }}
)

select
    risk_index_score.region_code,
    risk_index_score.region_name,
    round(risk_index_score.value, 1) as primary_education_share,
    cast(round(risk_index_score.sub_index) as integer) as sub_index,
    cast(round(risk_index.total) as integer) as total,
    risk_index_score.edition
from risk_index_score
inner join risk_index
    on
        risk_index_score.edition = risk_index.edition
        and risk_index_score.region_code = risk_index.region_code
where risk_index_score.variable = 'primary_education_share'
order by
    risk_index_score.edition asc,
    primary_education_share desc,
    total desc,
    risk_index_score.region_name asc
