-- How far the linear models and the logits' average differences agree, by what differs,
-- over all levels, outcomes and years that both have: how many have the same sign,
-- their correlation, and how far apart they are on average.
-- Source: mart effect_comparison, seed code_list.

with effect_comparison as (
    select * from {{ ref("effect_comparison") }}
    where linear_estimate is not null and average_estimate is not null
),

code_list as (
    select * from {{ ref("code_list") }}
)

select
    code_list.label_en as effect_contrast_group_en,
    code_list.label_nb as effect_contrast_group_nb,
    count(*) as differences,
    100.0 * avg(
        case
            when
                effect_comparison.linear_estimate
                * effect_comparison.average_estimate > 0 then 1.0
            else 0.0
        end
    ) as same_sign_percent,
    corr(effect_comparison.linear_estimate, effect_comparison.average_estimate)
        as correlation,
    avg(abs(effect_comparison.average_less_linear)) as mean_difference,
    avg(effect_comparison.average_std_error) as mean_std_error
from effect_comparison
inner join code_list
    on
        code_list.list_name = 'effect_contrast_group'
        and effect_comparison.contrast_group = code_list.code
group by code_list.label_en, code_list.label_nb, code_list.sort_order
order by code_list.sort_order
