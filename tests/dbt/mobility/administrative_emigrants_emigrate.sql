-- Administrative emigrants are among the emigrants, who are those of the rates.
with administrative_emigration as (
    select * from {{ ref("administrative_emigration") }}
),

mobility_rate as (
    select * from {{ ref("mobility_rate") }}
)

select
    administrative_emigration.outcome_year,
    administrative_emigration.geography_type,
    administrative_emigration.geography_code,
    administrative_emigration.background,
    administrative_emigration.emigrants,
    administrative_emigration.administrative_emigrants,
    mobility_rate.emigrants as emigrants_in_rates
from administrative_emigration
left join mobility_rate
    on
        administrative_emigration.outcome_year = mobility_rate.outcome_year
        and administrative_emigration.geography_type = mobility_rate.geography_type
        and administrative_emigration.geography_code = mobility_rate.geography_code
        and administrative_emigration.background = mobility_rate.background
        and mobility_rate.mobility_level <> 'municipality'
        and mobility_rate.age_range = 'all'
        and mobility_rate.labour_status = 'all'
        and mobility_rate.education_level = 'all'
        and mobility_rate.family_size_group = 'all'
        and mobility_rate.family_composition = 'all'
where
    administrative_emigration.administrative_emigrants
    > administrative_emigration.emigrants
    or administrative_emigration.emigrants is distinct from mobility_rate.emigrants
    or administrative_emigration.residents is distinct from mobility_rate.residents
