-- Rule: persons at risk who moved from one region of a level to another, by where they
-- lived at the start of the year and at its end; one move per person and year at most.
-- Levels are counted apart: a move may cross one and not the other.
-- Source: definitions, outcome; report 2.1.4.
-- Grain: outcome_year, geography_type, background, code_start, code_end.

with person_cell as (
    select * from {{ ref("int_person_cell") }}
),

crossing as (
    select
        year as outcome_year,
        'centrality' as geography_type,
        background,
        cast(centrality_level as varchar) as code_start,
        cast(centrality_level_end as varchar) as code_end,
        persons
    from person_cell
    where outcome_centrality = 'out_migration'
    union all
    select
        year as outcome_year,
        'county' as geography_type,
        background,
        county_code as code_start,
        county_code_end as code_end,
        persons
    from person_cell
    where outcome_county = 'out_migration'
),

flow_by_background as (
    select
        outcome_year,
        geography_type,
        background,
        code_start,
        code_end,
        cast(sum(persons) as bigint) as persons
    from crossing
    where {{ is_chosen_outcome_year("outcome_year") }}
    group by outcome_year, geography_type, background, code_start, code_end
)

select
    outcome_year,
    geography_type,
    background,
    code_start,
    code_end,
    persons
from flow_by_background
union all
select
    outcome_year,
    geography_type,
    'all' as background,
    code_start,
    code_end,
    cast(sum(persons) as bigint) as persons
from flow_by_background
group by outcome_year, geography_type, code_start, code_end
