-- Weights by edition: those of the warehouse, and those that the study prints of the
-- editions before it. Where it prints a limit only ("below five"), the weight is
-- missing and weight_below is that limit.
-- Source: study, "Vektutrekning" and "Verksemder"; mart risk_index_weight, seed
-- published_risk_index_weights_earlier.

with risk_index_weight as (
    select * from {{ ref("risk_index_weight") }}
),

printed_weight as (
    select * from {{ ref("published_risk_index_weights_earlier") }}
)

select
    edition,
    variable,
    cast(weight_percent as double) as weight_percent,
    cast(weight_below as double) as weight_below,
    true as is_printed
from printed_weight
union all
select
    edition,
    variable,
    weight_percent,
    cast(null as double) as weight_below,
    false as is_printed
from risk_index_weight
order by edition asc, weight_percent desc nulls last, variable asc
