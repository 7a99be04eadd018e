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
    other.outcome_year,
    comparison.label_en as lpm_comparison_en,
    comparison.label_nb as lpm_comparison_nb,
    place.label_en as model_place_en,
    place.label_nb as model_place_nb,
    other.difference,
    other.composition as composition_at_other,
    other.composition_std_error as composition_at_other_error,
    other.behaviour as behaviour_at_own_means,
    other.behaviour_std_error as behaviour_at_own_means_error,
    own.composition as composition_at_own,
    own.composition_std_error as composition_at_own_error,
    own.behaviour as behaviour_at_other_means,
    own.behaviour_std_error as behaviour_at_other_means_error,
    other.note
from whole as other
inner join whole as own
    on
        other.comparison = own.comparison
        and other.geography_code = own.geography_code
        and other.sex is not distinct from own.sex
inner join code_list as comparison
    on
        comparison.list_name = 'lpm_comparison'
        and other.comparison = comparison.code
inner join place
    on other.geography_code = place.code
where
    other.coefficients_of = 'other'
    and own.coefficients_of = 'own'
order by comparison.sort_order, other.geography_code
