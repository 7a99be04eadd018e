-- Every outcome year of the panel has the linear models of every level and county with
-- persons at risk, and the thirteen logits.
with panel_year as (
    select * from {{ ref("panel_year") }}
),

person_year as (
    select * from {{ ref("person_year") }}
),

lpm_estimate as (
    select * from {{ ref("lpm_estimate") }}
),

logit_fit as (
    select * from {{ ref("logit_fit") }}
),

wanted as (
    select
        panel_year.outcome_year,
        3 * 4 + count(distinct person_year.county_code) as linear_models,
        13 as logits
    from panel_year
    inner join person_year
        on panel_year.outcome_year = person_year.outcome_year
    where panel_year.is_in_panel
    group by panel_year.outcome_year
),

linear as (
    select
        outcome_year,
        count(distinct model || ' ' || geography_code) as linear_models
    from lpm_estimate
    group by outcome_year
),

logit as (
    select
        outcome_year,
        count(*) as logits
    from logit_fit
    group by outcome_year
)

select
    wanted.outcome_year,
    wanted.linear_models,
    linear.linear_models as estimated_linear_models,
    wanted.logits,
    logit.logits as estimated_logits
from wanted
left join linear
    on wanted.outcome_year = linear.outcome_year
left join logit
    on wanted.outcome_year = logit.outcome_year
where
    wanted.linear_models is distinct from linear.linear_models
    or wanted.logits is distinct from logit.logits
