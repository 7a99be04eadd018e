-- Mixed families of three or more have one of the three mixes.
select
    outcome_year,
    age_range,
    background,
    sum(case when family_composition = 'mixed' then residents else 0 end) as mixed,
    sum(case when family_composition like 'mixed_%' then residents else 0 end)
        as by_mix
from {{ ref("mobility_rate") }}
where family_size_group = '3+'
group by outcome_year, age_range, background
having
    sum(case when family_composition = 'mixed' then residents else 0 end)
    <> sum(case when family_composition like 'mixed_%' then residents else 0 end)
