-- Rule: a model has the terms of its variables, references besides; a category whose
-- persons it leaves out is none of its terms. Position is the order the terms are
-- entered in: of terms that depend on each other the later one has no estimate.
-- Source: report, tables 5.1-5.31 and C1.
-- Grain: model, term.

with estimation_model as (
    select * from {{ ref("estimation_model") }}
),

estimation_model_term_group as (
    select * from {{ ref("estimation_model_term_group") }}
),

estimation_term as (
    select * from {{ ref("estimation_term") }}
),

estimation_exclusion as (
    select * from {{ ref("estimation_exclusion") }}
)

select
    estimation_model.model,
    estimation_term.term,
    estimation_term.term_group,
    row_number() over (
        partition by estimation_model.model
        order by estimation_term.sort_order
    ) as position,
    estimation_term.variable,
    estimation_term.category,
    estimation_term.unit,
    estimation_term.exponent,
    estimation_term.is_reference
from estimation_model
inner join estimation_model_term_group
    on estimation_model.model = estimation_model_term_group.model
inner join estimation_term
    on
        estimation_model.method = estimation_term.method
        and estimation_model_term_group.term_group = estimation_term.term_group
left join estimation_exclusion
    on
        estimation_model.model = estimation_exclusion.model
        and estimation_term.variable = estimation_exclusion.variable
        and estimation_term.category = estimation_exclusion.category
where estimation_exclusion.model is null
