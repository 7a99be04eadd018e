{{ config(severity="warn") }}

-- A variable that is reversed in the index lowers the risk in the regression, the
-- others raise it; otherwise its points work against what was found.
select
    weight.edition,
    weight.variable,
    weight.beta,
    variable.is_reversed
from {{ ref("risk_index_weight") }} as weight
inner join {{ ref("risk_index_variable") }} as variable
    on
        weight.edition = variable.edition
        and weight.variable = variable.variable
where (weight.beta < 0) <> variable.is_reversed
