-- Rule: a comparison that is made for each code of a list has them from here: the lists
-- of the seed code_list, and the counties of the report's division.
-- Source: seeds code_list and published_municipality_centrality_2013.
-- Grain: list_name, code.

with code_list as (
    select * from {{ ref("code_list") }}
),

municipality as (
    select * from {{ ref("published_municipality_centrality_2013") }}
)

select
    list_name,
    code
from code_list
union all
select distinct
    'county' as list_name,
    county_code as code
from municipality
