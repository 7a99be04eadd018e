-- Groups of countries add up to all immigrants, who are those of the rates, and the
-- Nordic group has the residents and emigrants of the Nordic background.
with gross_flow as (
    select * from {{ ref("gross_flow") }}
),

administrative_emigration as (
    select * from {{ ref("administrative_emigration") }}
    where geography_type = 'country'
),

whole as (
    select * from gross_flow
    where geography_type = 'country' and country_group = 'all'
),

summed as (
    select
        outcome_year,
        sum(residents) as residents,
        sum(arrivals) as arrivals,
        sum(returns) as returns,
        sum(emigrants) as emigrants,
        sum(administrative_emigrants) as administrative_emigrants
    from gross_flow
    where geography_type = 'country' and country_group <> 'all'
    group by outcome_year
)

select
    whole.outcome_year,
    'groups' as rule
from whole
inner join summed
    on whole.outcome_year = summed.outcome_year
where
    whole.residents <> summed.residents
    or whole.arrivals <> summed.arrivals
    or whole.returns <> summed.returns
    or whole.emigrants <> summed.emigrants
    or whole.administrative_emigrants <> summed.administrative_emigrants
union all
select
    gross_flow.outcome_year,
    'nordic' as rule
from gross_flow
left join administrative_emigration
    on
        gross_flow.outcome_year = administrative_emigration.outcome_year
        and administrative_emigration.background = 'nordic'
where
    gross_flow.country_group = 'nordic'
    and gross_flow.residents > 0
    and (
        gross_flow.residents is distinct from administrative_emigration.residents
        or gross_flow.emigrants is distinct from administrative_emigration.emigrants
    )
