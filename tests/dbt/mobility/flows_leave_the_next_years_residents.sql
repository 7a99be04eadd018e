-- Residents and arrivals, less emigrants and the dead, are the residents of the next 1
-- January but for some of the unexplained, who may be there still.
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
)

select
    whole.outcome_year,
    whole.residents,
    whole.arrivals,
    whole.emigrants,
    next_year.residents as residents_of_next_year
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
