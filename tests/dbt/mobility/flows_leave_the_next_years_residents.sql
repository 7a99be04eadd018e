-- Residents and arrivals, less emigrants and the dead, are the residents of the next 1
-- January but for some of the unexplained, who may be there still; groups of countries
-- add up to all of them, and the Nordic group has the residents and emigrants of the
-- Nordic background.
with gross_flow as (
    select * from {{ ref("gross_flow") }}
),

background_group as (
    select * from {{ ref("int_background_group") }}
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
    'next year' as rule
from whole
inner join whole as next_year
    on whole.outcome_year + 1 = next_year.outcome_year
inner join background_group
    on
        whole.outcome_year = background_group.outcome_year
        and background_group.background = 'all'
where
    whole.residents + whole.arrivals - whole.emigrants - background_group.deaths
    - next_year.residents
    not between 0 and background_group.unexplained
union all
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
left join background_group
    on
        gross_flow.outcome_year = background_group.outcome_year
        and background_group.background = 'nordic'
where
    gross_flow.country_group = 'nordic'
    and gross_flow.residents > 0
    and (
        gross_flow.residents is distinct from background_group.residents
        or gross_flow.emigrants is distinct from background_group.emigrants
    )
