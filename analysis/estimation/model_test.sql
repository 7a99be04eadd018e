-- Likelihood ratios of one logit for all against one per level, and of that against one
-- per level and sex: ours, of the study's year or else the last, and printed.
-- Source: marts model_test and panel_year, seed code_list.

with model_test as (
    select * from {{ ref("model_test") }}
),

code_list as (
    select * from {{ ref("code_list") }}
),

shown_year as (
    select
        max(case when is_printed then outcome_year end) as printed_year,
        max(case when not is_printed then outcome_year end) as last_year
    from model_test
)

select
    model_test.outcome_year,
    general.label_en as general_type_en,
    general.label_nb as general_type_nb,
    restricted.label_en as restricted_type_en,
    restricted.label_nb as restricted_type_nb,
    model_test.is_printed,
    round(model_test.likelihood_ratio, 1) as likelihood_ratio,
    model_test.degrees_of_freedom,
    round(model_test.z_value, 1) as z_value,
    model_test.note
from model_test
inner join code_list as general
    on
        general.list_name = 'logit_model_type'
        and cast(model_test.general_type as varchar) = general.code
inner join code_list as restricted
    on
        restricted.list_name = 'logit_model_type'
        and cast(model_test.restricted_type as varchar) = restricted.code
cross join shown_year
where
    model_test.is_printed
    or model_test.outcome_year = shown_year.printed_year
    or (
        model_test.outcome_year = shown_year.last_year
        and shown_year.last_year < shown_year.printed_year
    )
order by model_test.general_type, model_test.is_printed, model_test.outcome_year
