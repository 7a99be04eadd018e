-- Rule: the line of disability on one variable at a time, over the units that the
-- weights are estimated on.
-- Source: study, figures 7-11. Standard error of the slope:
-- sqrt((1 - r2) * syy / ((n - 2) * sxx)).
-- Grain: edition, variable.

with sample as (
    select * from {{ ref("int_risk_index_sample") }}
),

final_term as (
    select * from {{ ref("int_risk_index_final_term") }}
),

pair as (
    select
        predictor.edition,
        predictor.region_code,
        predictor.variable,
        predictor.value as x,
        dependent.value as y
    from sample as predictor
    inner join sample as dependent
        on
            predictor.edition = dependent.edition
            and predictor.region_code = dependent.region_code
            and dependent.role = 'dependent'
    inner join final_term
        on
            predictor.edition = final_term.edition
            and predictor.variable = final_term.term
),

moment as (
    select
        edition,
        variable,
        cast(count(*) as bigint) as n_observations,
        regr_intercept(y, x {{ in_order_of_units() }}) as intercept,
        regr_slope(y, x {{ in_order_of_units() }}) as slope,
        regr_r2(y, x {{ in_order_of_units() }}) as r_squared,
        regr_sxx(y, x {{ in_order_of_units() }}) as sxx,
        regr_syy(y, x {{ in_order_of_units() }}) as syy
    from pair
    group by edition, variable
)

select
    edition,
    variable,
    n_observations,
    intercept,
    slope,
    sqrt((1 - r_squared) * syy / ((n_observations - 2) * sxx)) as slope_se,
    r_squared
from moment
