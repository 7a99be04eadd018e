-- Which variables make a level's emigration differ from the most central one's, in the
-- last year: composition at the most central level's coefficients, behaviour at the
-- level's own means.
-- Source: mart lpm_decomposition, seed code_list.

with lpm_decomposition as (
    select * from {{ ref("lpm_decomposition") }}
),

code_list as (
    select * from {{ ref("code_list") }}
),

last_year as (
    select max(outcome_year) as outcome_year
    from lpm_decomposition
)

select
    lpm_decomposition.outcome_year,
    place.label_en as model_level_en,
    place.label_nb as model_level_nb,
    variable.label_en as model_variable_en,
    variable.label_nb as model_variable_nb,
    lpm_decomposition.difference,
    lpm_decomposition.composition,
    lpm_decomposition.composition_std_error,
    lpm_decomposition.behaviour,
    lpm_decomposition.behaviour_std_error,
    lpm_decomposition.note
from lpm_decomposition
inner join last_year
    on lpm_decomposition.outcome_year = last_year.outcome_year
inner join code_list as place
    on
        place.list_name = 'centrality_level'
        and lpm_decomposition.geography_code = place.code
inner join code_list as variable
    on
        variable.list_name in ('lpm_term_group', 'not_broken_down')
        and lpm_decomposition.term_group = variable.code
where
    lpm_decomposition.comparison = 'level'
    and lpm_decomposition.outcome = 'emigration'
    and lpm_decomposition.coefficients_of = 'other'
order by
    place.sort_order,
    variable.list_name,
    variable.sort_order
