-- The linear models are printed for the four centrality levels and the 19 counties of
-- 2013, each under the name the classification has for it.
with published_lpm as (
    select
        geography_type,
        geography_code,
        geography_name
    from {{ ref("published_lpm") }}
),

county as (
    select
        county_code,
        label_nb
    from {{ ref("county") }}
    where
        coalesce(valid_from, date '2013-01-01') <= date '2013-01-01'
        and coalesce(valid_to, date 'infinity') > date '2013-01-01'
),

code_list as (
    select
        list_name,
        code,
        label_nb
    from {{ ref("code_list") }}
    where list_name = 'centrality_level'
),

printed as (
    select distinct
        geography_type,
        geography_code,
        geography_name
    from published_lpm
),

classified as (
    select
        'county' as geography_type,
        county_code as geography_code,
        label_nb as geography_name
    from county
    union all
    select
        'centrality' as geography_type,
        code as geography_code,
        label_nb as geography_name
    from code_list
),

matched as (
    select
        printed.geography_name as printed_name,
        classified.geography_name as classified_name,
        coalesce(printed.geography_type, classified.geography_type) as geography_type,
        coalesce(printed.geography_code, classified.geography_code) as geography_code
    from printed
    full join classified
        on
            printed.geography_type = classified.geography_type
            and printed.geography_code = classified.geography_code
)

select *
from matched
where printed_name is distinct from classified_name
