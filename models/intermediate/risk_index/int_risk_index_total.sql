-- Rule: the index is the sum of weight times sub-index; a region without all
-- sub-indexes has no total and no rank. Rank 1 carries the highest risk; equal totals
-- share a rank.
-- Source: study, "Indeksering"; definitions, risk index.
-- Grain: edition, region_code.

with sub_index as (
    select * from {{ ref("int_risk_index_sub_index") }}
),

weight as (
    select * from {{ ref("int_risk_index_weight") }}
),

summed as (
    select
        sub_index.edition,
        sub_index.region_code,
        case
            when count(*) = count(sub_index.sub_index)
                then sum(
                    weight.weight * sub_index.sub_index
                    {{ in_order("weight.bivariate_r_squared, weight.variable") }}
                )
        end as total
    from sub_index
    inner join weight
        on
            sub_index.edition = weight.edition
            and sub_index.variable = weight.variable
    group by sub_index.edition, sub_index.region_code
)

select
    edition,
    region_code,
    total,
    case
        when total is not null
            then cast(
                rank() over (partition by edition order by total desc nulls last)
                as bigint
            )
    end as rank
from summed
