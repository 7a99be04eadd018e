-- Rule: a table of the report shows one model for some people, by the codes that the
-- marts have: a linear model by its geography, a logit by its type, level and sex.
-- Source: report, tables 5.1-5.31, 6.1, D.1-D.4, E.1-E.8.
-- Grain: table_id.

with estimation_table as (
    select * from {{ ref("estimation_table") }}
),

estimation_model as (
    select * from {{ ref("estimation_model") }}
)

select
    estimation_table.table_id,
    estimation_table.method,
    estimation_table.model,
    estimation_model.model_type,
    estimation_model.geography_type,
    estimation_table.geography_code,
    case
        when estimation_model.geography_type = 'centrality'
            then cast(estimation_table.geography_code as integer)
    end as centrality_level,
    estimation_table.sex,
    estimation_table.term_group
from estimation_table
inner join estimation_model
    on estimation_table.model = estimation_model.model
