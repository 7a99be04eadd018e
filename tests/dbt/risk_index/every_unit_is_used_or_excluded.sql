-- The units of an edition's construction are those in the regression and those left
-- out with a reason.
with unit as (
    select
        edition,
        count(*) as units
    from {{ ref("int_risk_index_region") }}
    where in_construction
    group by edition
),

excluded as (
    select
        edition,
        count(*) as units
    from {{ ref("risk_index_excluded_unit") }}
    where purpose = 'construction'
    group by edition
)

select
    unit.edition,
    unit.units,
    fit.n_observations,
    coalesce(excluded.units, 0) as excluded_units
from unit
inner join {{ ref("risk_index_fit") }} as fit
    on unit.edition = fit.edition
left join excluded
    on unit.edition = excluded.edition
where unit.units <> fit.n_observations + coalesce(excluded.units, 0)
