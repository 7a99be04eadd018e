-- Tables 6.2-6.26 have one block per level and contrast of their group; only the four
-- of 11-15 years in table 6.8 were lost in print.
with published_logit_differences as (
    select
        table_id,
        model_type,
        centrality_level,
        contrast_group,
        contrast
    from {{ ref("published_logit_differences") }}
),

printed_tables as (
    select distinct
        table_id,
        model_type,
        contrast_group
    from published_logit_differences
),

contrasts as (
    select distinct
        contrast_group,
        contrast
    from published_logit_differences
),

levels as (
    select
        1 as model_type,
        null::integer as centrality_level
    union all
    select
        unnest([2, 2, 2, 2, 3, 3, 3, 3]) as model_type,
        unnest([1, 2, 3, 4, 1, 2, 3, 4]) as centrality_level
),

expected as (
    select
        printed_tables.table_id,
        levels.centrality_level,
        contrasts.contrast
    from printed_tables
    inner join contrasts on printed_tables.contrast_group = contrasts.contrast_group
    inner join levels on printed_tables.model_type = levels.model_type
    where printed_tables.table_id != '6.8' or contrasts.contrast != 'botid_11_15'
),

printed as (
    select distinct
        table_id,
        centrality_level,
        contrast
    from published_logit_differences
),

matched as (
    select
        coalesce(printed.table_id, expected.table_id) as table_id,
        coalesce(
            printed.centrality_level, expected.centrality_level
        ) as centrality_level,
        coalesce(printed.contrast, expected.contrast) as contrast,
        printed.table_id is not null as is_printed,
        expected.table_id is not null as is_expected
    from printed
    full join expected
        on
            printed.table_id = expected.table_id
            and printed.centrality_level is not distinct from expected.centrality_level
            and printed.contrast = expected.contrast
)

select *
from matched
where is_printed != is_expected
