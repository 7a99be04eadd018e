-- The values behind each sub-index, as tables 3 to 7 of the study have them, rounded as
-- printed.
-- Grain: edition, variable, region_code.

with risk_index_score as (
    select * from {{ ref("risk_index_score") }}
),

risk_index as (
    select * from {{ ref("risk_index") }}
),

risk_index_variable as (
    select * from {{ ref("risk_index_variable") }}
)

select
    risk_index_score.edition,
    risk_index_score.variable,
    risk_index_variable.table_number,
    risk_index_variable.figure_number,
    risk_index_variable.sort_order,
    risk_index_variable.index_start,
    risk_index_variable.index_end,
    risk_index_variable.cap_rank,
    risk_index_score.region_code,
    risk_index_score.region_name,
    round(risk_index_score.value, 1) as value,
    cast(round(risk_index_score.sub_index) as integer) as sub_index,
    cast(round(risk_index.total) as integer) as total,
    risk_index_score.value as exact_value
from risk_index_score
inner join risk_index
    on
        risk_index_score.edition = risk_index.edition
        and risk_index_score.region_code = risk_index.region_code
inner join risk_index_variable
    on
        risk_index_score.edition = risk_index_variable.edition
        and risk_index_score.variable = risk_index_variable.variable
