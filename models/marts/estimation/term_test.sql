-- Whether a term is the same at all four centrality levels, or for both sexes: the
-- spread of its estimates against their errors by family (Cochran's Q, chi-squared with
-- one degree of freedom less than there are estimates). Levels have families of their
-- own; the sexes share families, so their test takes as independent what is not quite.
-- Grain: outcome_year, method, compared, held, outcome, term.

{%- set by_estimate = in_order("estimate, weight") %}

with lpm_estimate as (
    select * from {{ ref("lpm_estimate") }}
    where {{ is_chosen_outcome_year("outcome_year") }}
),

logit_estimate as (
    select * from {{ ref("logit_estimate") }}
    where {{ is_chosen_outcome_year("outcome_year") }}
),

separate as (
    select
        outcome_year,
        'lpm' as method,
        'centrality_level' as compared,
        'all' as held,
        outcome,
        term_group,
        term,
        estimate,
        std_error_clustered as std_error
    from lpm_estimate
    where model = 'individual'
    union all
    select
        outcome_year,
        'logit' as method,
        'centrality_level' as compared,
        coalesce(sex, 'all') as held,
        outcome,
        term_group,
        term,
        estimate,
        std_error_clustered as std_error
    from logit_estimate
    where model_type in (2, 3)
    union all
    select
        outcome_year,
        'logit' as method,
        'sex' as compared,
        cast(centrality_level as {{ dbt.type_string() }}) as held,
        outcome,
        term_group,
        term,
        estimate,
        std_error_clustered as std_error
    from logit_estimate
    where model_type = 3
),

weighted as (
    select
        *,
        1.0 / (std_error * std_error) as weight
    from separate
    where estimate is not null and std_error > 0
),

summed as (
    select
        outcome_year,
        method,
        compared,
        held,
        outcome,
        term_group,
        term,
        count(*) as estimates,
        sum(weight {{ by_estimate }}) as weight,
        sum(weight * estimate {{ by_estimate }}) as weighted_sum,
        sum(weight * estimate * estimate {{ by_estimate }}) as weighted_squares,
        min(estimate) as lowest,
        max(estimate) as highest
    from weighted
    group by outcome_year, method, compared, held, outcome, term_group, term
    having count(*) > 1
),

pooled as (
    select
        *,
        weighted_sum / weight as pooled_estimate,
        1.0 / sqrt(weight) as pooled_std_error,
        -- the spread around the weighted mean
        greatest(weighted_squares - power(weighted_sum, 2) / weight, 0) as chi_squared
    from summed
)

select
    outcome_year,
    method,
    compared,
    held,
    outcome,
    term_group,
    term,
    cast(estimates as integer) as estimates,
    cast(pooled_estimate as double) as pooled_estimate,
    cast(pooled_std_error as double) as pooled_std_error,
    cast(lowest as double) as lowest,
    cast(highest as double) as highest,
    cast(chi_squared as double) as chi_squared,
    cast(estimates - 1 as integer) as degrees_of_freedom,
    cast({{ chi_squared_z("chi_squared", "(estimates - 1)") }} as double) as z_value
from pooled
