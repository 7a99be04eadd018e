-- Table 5.23: how staying, moving within Norway and emigrating from Rogaland depend on
-- background, all else equal; linear probability models. Every outcome year is there to
-- be filtered; the study prints 2013.
-- Source: report 2016/27, table 5.23; mart lpm_table.

with lpm_table as (
    select * from {{ ref("lpm_table") }}
)

select
    outcome_year,
    geography_code as county_code,
    term,
    round(stay_estimate, 3) as stay_estimate,
    stay_stars,
    round(stay_t_value, 2) as stay_t_value,
    round(out_migration_estimate, 3) as out_migration_estimate,
    out_migration_stars,
    round(out_migration_t_value, 2) as out_migration_t_value,
    round(emigration_estimate, 3) as emigration_estimate,
    emigration_stars,
    round(emigration_t_value, 2) as emigration_t_value,
    n_observations,
    stay_note,
    out_migration_note,
    emigration_note
from lpm_table
where table_id = '5.23'
order by outcome_year, sort_order
