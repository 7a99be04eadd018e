-- Why emigration differs, in the last year: of a level, a county or a sex and the side
-- it is compared with, what is who is there (composition) and what is what people alike
-- do (behaviour), at the other side's coefficients and at the own ones.
-- Source: mart lpm_decomposition, seeds code_list and county.

with lpm_decomposition as (
    select * from {{ ref("lpm_decomposition") }}
),

code_list as (
    select * from {{ ref("code_list") }}
),

county as (
    select * from {{ ref("county") }}
),

place as (
    select
        county_code as code,
        label_en,
        label_nb
    from county
    union all
    select
        code,
        label_en,
        label_nb
    from code_list
    where list_name = 'centrality_level'
),

last_year as (
    select max(outcome_year) as outcome_year
    from lpm_decomposition
),

whole as (
    select lpm_decomposition.*
    from lpm_decomposition
    inner join last_year
        on lpm_decomposition.outcome_year = last_year.outcome_year
    where
        lpm_decomposition.term_group = 'all'
        and lpm_decomposition.outcome = 'emigration'
)

select
    whole.outcome_year,
    comparison.label_en as lpm_comparison_en,
    comparison.label_nb as lpm_comparison_nb,
    place.label_en as model_place_en,
    place.label_nb as model_place_nb,
    side.label_en as compared_side_en,
    side.label_nb as compared_side_nb,
    whole.difference,
    whole.composition,
    whole.composition_std_error,
    whole.behaviour,
    whole.behaviour_std_error,
    whole.note
from whole
inner join code_list as comparison
    on
        comparison.list_name = 'lpm_comparison'
        and whole.comparison = comparison.code
inner join code_list as side
    on
        side.list_name = 'compared_side'
        and whole.coefficients_of = side.code
inner join place
    on whole.geography_code = place.code
order by comparison.sort_order, whole.geography_code, side.sort_order
