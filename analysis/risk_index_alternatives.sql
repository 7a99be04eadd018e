-- How far the ranking moves when the index is put together in another way: equal
-- weights, weights of the first principal component, geometric mean, z-scores, each
-- variable left out.
-- Source: mart risk_index_alternative_summary.

with risk_index_alternative_summary as (
    select * from {{ ref("risk_index_alternative_summary") }}
)

select
    edition,
    split_part(alternative, ':', 1) as alternative,
    variable_left_out,
    n_units,
    rank_correlation,
    mean_rank_shift,
    median_rank_shift,
    largest_rank_shift,
    most_moved_region_code as region_code,
    most_moved_region_name as region_name
from risk_index_alternative_summary
order by
    edition,
    array_position(
        [
            'equal_weights', 'pca_weights', 'geometric_mean', 'z_scores',
            'without_variable',
        ],
        split_part(alternative, ':', 1)
    ),
    variable_left_out
