-- What each table of chapters 5 and 6 is about: the model and its place and sex, and
-- for tables of differences in probability the person that is compared with.
-- Source: seeds estimation_table, estimation_model and logit_profile.

with estimation_table as (
    select * from {{ ref("estimation_table") }}
),

estimation_model as (
    select * from {{ ref("estimation_model") }}
),

logit_profile as (
    select * from {{ ref("logit_profile") }}
)

select
    estimation_table.table_id,
    estimation_table.model,
    case
        when estimation_model.geography_type = 'centrality'
            then estimation_table.geography_code
    end as centrality_level,
    case
        when estimation_model.geography_type = 'county'
            then estimation_table.geography_code
    end as county_code,
    estimation_table.sex,
    cast(null as varchar) as contrast_group,
    cast(null as integer) as age,
    cast(null as varchar) as botid_group,
    cast(null as varchar) as education_level_6,
    cast(null as varchar) as labour_status,
    cast(null as varchar) as background,
    cast(null as integer) as family_size,
    cast(null as integer) as family_immigrants
from estimation_table
inner join estimation_model
    on estimation_table.model = estimation_model.model

union all

select
    profile as table_id,
    model,
    cast(centrality_level as varchar) as centrality_level,
    cast(null as varchar) as county_code,
    sex,
    contrast_group,
    age,
    botid_group,
    education_level_6,
    labour_status,
    background,
    family_size,
    family_immigrants
from logit_profile
order by table_id
