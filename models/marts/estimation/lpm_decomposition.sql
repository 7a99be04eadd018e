-- How much of the difference in an outcome between two linear probability models is who
-- is there (composition) and how much is what people alike do (behaviour), by variable
-- and in all: Oaxaca (1973) and Blinder (1973). Composition is at the coefficients of
-- one side and behaviour at the means of the other; both orders have their rows. They
-- add up to the difference, over the variables, too. Behaviour in all does not depend
-- on which category is the reference of a variable, that of a single variable and of
-- the constant does. Errors are by the delta method, with means and coefficients by
-- family; two years count as independent.
-- Grain: comparison, outcome_year, geography_type, geography_code, sex, outcome,
-- coefficients_of, term_group.

with lpm_decomposition as (
    select * from {{ ref("int_lpm_decomposition") }}
)

select
    comparison,
    outcome_year,
    model,
    geography_type,
    geography_code,
    sex,
    other_year,
    other_geography_code,
    other_sex,
    outcome,
    coefficients_of,
    term_group,
    difference,
    composition,
    composition_std_error,
    behaviour,
    behaviour_std_error,
    n_observations,
    n_other_observations,
    note
from lpm_decomposition
