-- Rule: the municipality codes that the population has on each 1 January.
-- Source: definitions, residence.
-- The population is read once for it: which codes there are to recode, and which
-- 1 Januaries are known, is asked of these few rows.
-- Grain: year, register_municipality_code.

with population as (
    select * from {{ ref("stg_population") }}
)

select
    year,
    municipality_code as register_municipality_code,
    count(*) as residents
from population
where {{ is_chosen_year("year") if is_incremental() else "true" }}
group by year, municipality_code
