-- Table 4.1: emigration and moves between counties by background and size of the
-- family: all families, those of immigrants only, and those that have others too;
-- percent of the residents. Every outcome year is there to be filtered; the study
-- prints 2013.
-- Source: report 2016/27, table 4.1; mart mobility_rate.

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
        where mobility_rate.family_composition = 'all'
    ) as emigration_all,
    max(mobility_rate.out_migration_rate) filter (
        where mobility_rate.family_composition = 'all'
    ) as out_migration_all,
    max(mobility_rate.residents) filter (
        where mobility_rate.family_composition = 'all'
    ) as residents_all,
    max(mobility_rate.emigration_rate) filter (
        where mobility_rate.family_composition = 'immigrants_only'
    ) as emigration_immigrants_only,
    max(mobility_rate.out_migration_rate) filter (
        where mobility_rate.family_composition = 'immigrants_only'
    ) as out_migration_immigrants_only,
    max(mobility_rate.residents) filter (
        where mobility_rate.family_composition = 'immigrants_only'
    ) as residents_immigrants_only,
    max(mobility_rate.emigration_rate) filter (
        where mobility_rate.family_composition = 'mixed'
    ) as emigration_mixed,
    max(mobility_rate.out_migration_rate) filter (
        where mobility_rate.family_composition = 'mixed'
    ) as out_migration_mixed,
    max(mobility_rate.residents) filter (
        where mobility_rate.family_composition = 'mixed'
    ) as residents_mixed,
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
    and mobility_rate.family_size_group <> 'all'
    and mobility_rate.family_composition in (
        'all', 'immigrants_only', 'mixed'
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
