-- How far the ranking moves when the index is put together in another way.
-- Grain: edition, alternative.

with alternative as (
    select * from {{ ref("risk_index_alternative") }}
),

shift as (
    select
        edition,
        alternative,
        max(variable_left_out) as variable_left_out,
        cast(count(*) as bigint) as n_units,
        -- ranks, ties and all, correlated: Spearman's rho; rounding stays within 1
        least(
            greatest(corr(rank, rank_in_index {{ in_order_of_units() }}), -1), 1
        ) as rank_correlation,
        avg(abs(rank_shift)) as mean_rank_shift,
        median(abs(rank_shift)) as median_rank_shift,
        max(abs(rank_shift)) as largest_rank_shift
    from alternative
    group by edition, alternative
),

most_moved as (
    select
        edition,
        alternative,
        region_code,
        region_name,
        row_number() over (
            partition by edition, alternative
            order by abs(rank_shift) desc, region_code asc
        ) as place
    from alternative
)

select
    shift.edition,
    shift.alternative,
    shift.variable_left_out,
    shift.n_units,
    shift.rank_correlation,
    shift.mean_rank_shift,
    shift.median_rank_shift,
    shift.largest_rank_shift,
    most_moved.region_code as most_moved_region_code,
    most_moved.region_name as most_moved_region_name
from shift
left join most_moved
    on
        shift.edition = most_moved.edition
        and shift.alternative = most_moved.alternative
        and most_moved.place = 1
