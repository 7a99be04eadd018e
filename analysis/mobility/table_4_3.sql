-- Table 4.3: emigration and moves between counties by background in families of three
-- or more that have others than immigrants: as many immigrants as others, more, and
-- fewer; percent of the residents. Every outcome year is there to be filtered; the
-- study prints 2013.
-- Source: report 2016/27, table 4.3; mart mobility_rate.

with mobility_rate as (
    select * from {{ ref("mobility_rate") }}
),

code_list as (
    select * from {{ ref("code_list") }}
)

select
    mobility_rate.outcome_year,
    mobility_rate.background,
    mobility_rate.family_size_group,
    max(mobility_rate.emigration_rate) filter (
        where mobility_rate.family_composition = 'mixed_equal'
    ) as emigration_mixed_equal,
    max(mobility_rate.out_migration_rate) filter (
        where mobility_rate.family_composition = 'mixed_equal'
    ) as out_migration_mixed_equal,
    max(mobility_rate.residents) filter (
        where mobility_rate.family_composition = 'mixed_equal'
    ) as residents_mixed_equal,
    max(mobility_rate.emigration_rate) filter (
        where mobility_rate.family_composition = 'mixed_majority_immigrants'
    ) as emigration_mixed_majority_immigrants,
    max(mobility_rate.out_migration_rate) filter (
        where mobility_rate.family_composition = 'mixed_majority_immigrants'
    ) as out_migration_mixed_majority_immigrants,
    max(mobility_rate.residents) filter (
        where mobility_rate.family_composition = 'mixed_majority_immigrants'
    ) as residents_mixed_majority_immigrants,
    max(mobility_rate.emigration_rate) filter (
        where mobility_rate.family_composition = 'mixed_minority_immigrants'
    ) as emigration_mixed_minority_immigrants,
    max(mobility_rate.out_migration_rate) filter (
        where mobility_rate.family_composition = 'mixed_minority_immigrants'
    ) as out_migration_mixed_minority_immigrants,
    max(mobility_rate.residents) filter (
        where mobility_rate.family_composition = 'mixed_minority_immigrants'
    ) as residents_mixed_minority_immigrants,
    -- a row per composition that anybody has
    case when count(*) < 3 then 'nobody_in_group' end as note
from mobility_rate
inner join code_list
    on
        code_list.list_name = 'background'
        and mobility_rate.background = code_list.code
where
    mobility_rate.geography_type = 'country'
    and mobility_rate.mobility_level = 'county'
    and mobility_rate.age_range = 'all'
    and mobility_rate.labour_status = 'all'
    and mobility_rate.education_level = 'all'
    and mobility_rate.family_size_group = '3+'
    and mobility_rate.family_composition in (
        'mixed_equal', 'mixed_majority_immigrants', 'mixed_minority_immigrants'
    )
group by
    mobility_rate.outcome_year,
    mobility_rate.background,
    mobility_rate.family_size_group,
    code_list.sort_order
order by
    mobility_rate.outcome_year,
    code_list.sort_order,
    mobility_rate.family_size_group
