-- Weights when the construction is repeated on other data or with the other robust
-- estimator, one row per run and variable, and the mean of each city's random draws. A
-- dropped one has no weight.
-- Source: study, note * of table 8; mart risk_index_robustness, seed municipality.

with risk_index_robustness as (
    select * from {{ ref("risk_index_robustness") }}
),

municipality as (
    select * from {{ ref("municipality") }}
),

weight_by_run as (
    select
        edition,
        run,
        regexp_extract(run, '^\d{4}') as municipality_code,
        case
            when run like '%_draw_%' then 'draw'
            when regexp_matches(run, '^\d{4}_left_out$') then 'city_left_out'
            else run
        end as run_type,
        variable,
        weight_percent,
        adj_r_squared,
        n_observations,
        note
    from risk_index_robustness
),

mean_of_draws as (
    select
        edition,
        municipality_code || '_draw_mean' as run,
        municipality_code,
        'draw_mean' as run_type,
        variable,
        avg(weight_percent) as weight_percent,
        avg(adj_r_squared) as adj_r_squared,
        max(n_observations) as n_observations,
        cast(null as varchar) as note
    from weight_by_run
    where run_type = 'draw'
    group by edition, municipality_code, variable
),

all_runs as (
    select * from weight_by_run
    union all by name
    select * from mean_of_draws
)

select
    all_runs.run,
    all_runs.run_type,
    municipality.label_en as municipality_name,
    all_runs.variable,
    all_runs.weight_percent,
    all_runs.adj_r_squared,
    all_runs.n_observations,
    all_runs.note,
    all_runs.edition
from all_runs
left join municipality
    on all_runs.municipality_code = municipality.municipality_code
order by
    all_runs.edition,
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
    all_runs.run,
    all_runs.variable
