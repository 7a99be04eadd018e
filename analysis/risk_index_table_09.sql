-- Table 9, lower part: the final regression (OLS), rounded as printed; the constant
-- last. The upper part is risk_index_table_09_anova.
-- Source: study, section "Regresjonsanalyse"; mart risk_index_regression.

with risk_index_regression as (
    select * from {{ ref("risk_index_regression") }}
),

risk_index_variable as (
    select * from {{ ref("risk_index_variable") }}
)

select
    risk_index_regression.term,
    round(risk_index_regression.coefficient, 2) as coefficient,
    round(risk_index_regression.std_error, 2) as std_error,
    round(risk_index_regression.t_value, 2) as t_value,
    round(risk_index_regression.p_value, 3) as p_value,
    round(risk_index_regression.beta, 2) as beta,
    risk_index_regression.edition
from risk_index_regression
left join risk_index_variable
    on
        risk_index_regression.edition = risk_index_variable.edition
        and risk_index_regression.term = risk_index_variable.variable
order by risk_index_regression.edition, risk_index_variable.sort_order nulls last
