-- Codes, names, counties and centrality levels of the division of 1 January 2013
-- are those of the report's appendix A; 1915 Bjarkøy, printed there, is not in the
-- division and has no level.
with municipality as (
    select
        municipality_code,
        label_nb,
        county_code,
        centrality_level,
        valid_from,
        valid_to
    from {{ ref("municipality") }}
),

published as (
    select
        municipality_code,
        municipality_name,
        county_code,
        centrality_level
    from {{ ref("published_municipality_centrality_2013") }}
    where municipality_code != '1915'
),

division_2013 as (
    select
        municipality_code,
        label_nb,
        county_code
    from municipality
    where
        coalesce(valid_from, date '2001-12-31') <= date '2013-01-01'
        and coalesce(valid_to, date 'infinity') > date '2013-01-01'
),

division_differs as (
    select
        coalesce(
            division_2013.municipality_code, published.municipality_code
        ) as municipality_code,
        'division of 2013 differs' as problem
    from division_2013
    full join published
        on
            division_2013.municipality_code = published.municipality_code
            and division_2013.label_nb = published.municipality_name
            and division_2013.county_code = published.county_code
    where
        division_2013.municipality_code is null
        or published.municipality_code is null
),

level_differs as (
    select
        municipality.municipality_code,
        'centrality level differs' as problem
    from municipality
    left join published
        on municipality.municipality_code = published.municipality_code
    where municipality.centrality_level is distinct from published.centrality_level
)

select * from division_differs
union all
select * from level_differs
