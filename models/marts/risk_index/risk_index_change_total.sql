-- The total now and in the index period of an earlier edition, both on the weights, the
-- scale and the division of the later one. Without all indicators of the time there is
-- no total of the time.
-- Grain: edition, compared_edition, region_code.

with change as (
    select * from {{ ref("risk_index_change") }}
),

summed as (
    select
        edition,
        compared_edition,
        region_code,
        max(region_name) as region_name,
        case
            when count(*) = count(points_then)
                then sum(points_then {{ in_order("variable") }})
        end as total_then,
        case
            when count(*) = count(points_now)
                then sum(points_now {{ in_order("variable") }})
        end as total_now,
        {{ text_list("case when points_then is null then variable end", "variable") }}
            as missing_variable_names
    from change
    group by edition, compared_edition, region_code
),

in_both as (
    select
        edition,
        compared_edition,
        region_code,
        rank() over (
            partition by edition, compared_edition
            order by total_then desc
        ) as rank_then,
        rank() over (
            partition by edition, compared_edition
            order by total_now desc
        ) as rank_now
    from summed
    where total_then is not null and total_now is not null
)

select
    summed.edition,
    summed.compared_edition,
    summed.region_code,
    summed.region_name,
    summed.total_then,
    summed.total_now,
    summed.total_now - summed.total_then as total_change,
    cast(in_both.rank_then as bigint) as rank_then,
    cast(in_both.rank_now as bigint) as rank_now,
    summed.missing_variable_names
from summed
left join in_both
    on
        summed.edition = in_both.edition
        and summed.compared_edition = in_both.compared_edition
        and summed.region_code = in_both.region_code
