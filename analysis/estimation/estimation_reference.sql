-- The reference category of each variable of each estimated model.
-- Source: seeds estimation_model, estimation_model_term_group and estimation_term.

with estimation_model as (
    select * from {{ ref("estimation_model") }}
),

estimation_model_term_group as (
    select * from {{ ref("estimation_model_term_group") }}
),

estimation_term as (
    select * from {{ ref("estimation_term") }}
)

select
    estimation_model.model,
    estimation_term.variable,
    estimation_term.category
from estimation_model
inner join estimation_model_term_group
    on estimation_model.model = estimation_model_term_group.model
inner join estimation_term
    on
        estimation_model.method = estimation_term.method
        and estimation_model_term_group.term_group = estimation_term.term_group
where estimation_term.is_reference
order by estimation_model.model, estimation_term.sort_order
