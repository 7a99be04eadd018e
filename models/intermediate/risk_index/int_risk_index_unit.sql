-- Rule: a unit with any missing variable is left out, and so are the most extreme
-- observations of the first OLS. Every unit keeps a row with the reason.
-- Source: study, "Regresjonsanalyse" (Utsira, Kvitsøy, Fedje, Røyrvik; Hægebostad,
-- Iveland, Audnedal).
-- Grain: edition, purpose, region_code.

with risk_index_value as (
    select * from {{ ref("int_risk_index_value") }}
),

residual as (
    select * from {{ ref("int_risk_index_residual") }}
),

completeness as (
    select
        edition,
        purpose,
        region_code,
        count(*) - count(value) as missing_variables,
        {{ text_list("case when value is null then variable end", "variable") }}
            as missing_variable_names
    from risk_index_value
    where purpose in ('construction', 'index')
    group by edition, purpose, region_code
)

select
    completeness.edition,
    completeness.purpose,
    completeness.region_code,
    residual.studentised_residual,
    residual.bonferroni_p,
    case
        when completeness.missing_variables > 0 then 'missing_value'
        when residual.is_extreme then 'extreme_observation'
    end as exclusion_reason,
    completeness.missing_variable_names
from completeness
left join residual
    on
        completeness.edition = residual.edition
        and completeness.region_code = residual.region_code
        and completeness.purpose = 'construction'
