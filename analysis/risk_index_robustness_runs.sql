-- Weights when the construction is repeated on other data or with the other robust
-- estimator, one row per run, and the mean of each city's random draws.
-- Source: study, note * of table 8; mart risk_index_robustness, seed municipality.

with risk_index_robustness as (
    select * from {{ ref("risk_index_robustness") }}
),

municipality as (
    select * from {{ ref("municipality") }}
),

weights_by_run as (
    select
        run,
        regexp_extract(run, '^\d{4}') as municipality_code,
        case
            when run like '%_draw_%' then 'draw'
            when regexp_matches(run, '^\d{4}_left_out$') then 'city_left_out'
            else run
        end as run_type,
        max(case when variable = 'average_age' then weight_percent end)
            as average_age,
        max(case when variable = 'primary_education_share' then weight_percent end)
            as primary_education_share,
        max(case when variable = 'single_parent_share' then weight_percent end)
            as single_parent_share,
        max(case when variable = 'businesses_weighted' then weight_percent end)
            as businesses_weighted,
        max(case when variable = 'low_income_share' then weight_percent end)
            as low_income_share,
        max(case when variable = 'population_growth' then weight_percent end)
            as population_growth,
        max(adj_r_squared) as adj_r_squared,
        max(n_observations) as n_observations,
        max(note) as note
    from risk_index_robustness
    where edition = '2019'
    group by run
),

mean_of_draws as (
    select
        municipality_code || '_draw_mean' as run,
        municipality_code,
        'draw_mean' as run_type,
        avg(average_age) as average_age,
        avg(primary_education_share) as primary_education_share,
        avg(single_parent_share) as single_parent_share,
        avg(businesses_weighted) as businesses_weighted,
        avg(low_income_share) as low_income_share,
        avg(population_growth) as population_growth,
        avg(adj_r_squared) as adj_r_squared,
        max(n_observations) as n_observations,
        cast(null as varchar) as note
    from weights_by_run
    where run_type = 'draw'
    group by municipality_code
),

all_runs as (
    select * from weights_by_run
    union all by name
    select * from mean_of_draws
)

select
    all_runs.run,
    all_runs.run_type,
    municipality.label_en as municipality_name,
    all_runs.average_age,
    all_runs.primary_education_share,
    all_runs.single_parent_share,
    all_runs.businesses_weighted,
    all_runs.low_income_share,
    all_runs.population_growth,
    all_runs.adj_r_squared,
    all_runs.n_observations,
    all_runs.note
from all_runs
left join municipality
    on all_runs.municipality_code = municipality.municipality_code
order by
    array_position(
        [
            'as_published',
            'huber',
            'biweight',
            'draw',
            'draw_mean',
            'city_left_out',
            'districts_left_out'
        ],
        all_runs.run_type
    ),
    all_runs.run
