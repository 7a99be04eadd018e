-- Rule: a model is estimated for every outcome year of the panel: once for the country,
-- for each centrality level or for each county where persons at risk live, and for each
-- sex where it is by sex, also where nobody is left to estimate it on. Which models
-- there are is in the seed estimation_model.
-- Source: definitions, linear probability models and trinomial logits.
-- Grain: outcome_year, model, geography_code, sex.

with person_year as (
    select * from {{ ref("person_year") }}
),

estimation_model as (
    select * from {{ ref("estimation_model") }}
),

code_list as (
    select * from {{ ref("code_list") }}
),

outcome_year as (
    select distinct outcome_year
    from person_year
    where {{ is_chosen_outcome_year("outcome_year") }}
),

geography as (
    select
        outcome_year,
        'country' as geography_type,
        'all' as geography_code
    from outcome_year
    union all
    select
        outcome_year.outcome_year,
        'centrality' as geography_type,
        code_list.code as geography_code
    from outcome_year
    cross join code_list
    where code_list.list_name = 'centrality_level'
    union all
    select distinct
        outcome_year,
        'county' as geography_type,
        county_code as geography_code
    from person_year
    where
        county_code is not null
        and {{ is_chosen_outcome_year("outcome_year") }}
),

model_sex as (
    select
        estimation_model.model,
        code_list.code as sex
    from estimation_model
    inner join code_list
        on code_list.list_name = 'sex'
    where estimation_model.is_by_sex
    union all
    select
        model,
        cast(null as varchar) as sex
    from estimation_model
    where not is_by_sex
)

select
    geography.outcome_year,
    estimation_model.model,
    estimation_model.method,
    geography.geography_type,
    geography.geography_code,
    model_sex.sex
from geography
inner join estimation_model
    on geography.geography_type = estimation_model.geography_type
inner join model_sex
    on estimation_model.model = model_sex.model
