-- The seed rate_breakdown has at least the groups that the contract (3, mobility_rate)
-- names; more may be added. By family composition means within family size, because
-- the mixes are shown for some sizes only.
with rate_breakdown as (
    select * from {{ ref("rate_breakdown") }}
),

named as (
    {% for geography_type, mobility_level, age_range, by, by_too in [
        ("country", "centrality", "all", "", ""),
        ("country", "county", "all", "", ""),
        ("centrality", "centrality", "all", "", ""),
        ("county", "county", "all", "", ""),
        ("country", "county", "15-74", "labour_status", ""),
        ("country", "county", "15-74", "education_level", ""),
        ("country", "county", "all", "family_size", ""),
        ("country", "county", "all", "family_size", "family_composition"),
        ("country", "county", "20-35", "family_size", ""),
        ("country", "county", "20-35", "family_size", "family_composition"),
    ] %}
        select
            '{{ geography_type }}' as geography_type,
            '{{ mobility_level }}' as mobility_level,
            '{{ age_range }}' as age_range,
            {{ "true" if by == "labour_status" else "false" }} as is_by_labour_status,
            {{ "true" if by == "education_level" else "false" }}
                as is_by_education_level,
            {{ "true" if by == "family_size" else "false" }} as is_by_family_size,
            {{ "true" if by_too == "family_composition" else "false" }}
                as is_by_family_composition
        {{ "union all" if not loop.last }}
    {% endfor %}
),

made as (
    select
        named.*,
        count(distinct rate_breakdown.is_by_background) as rows_by_background
    from named
    left join rate_breakdown
        on
            named.geography_type = rate_breakdown.geography_type
            and named.mobility_level = rate_breakdown.mobility_level
            and named.age_range = rate_breakdown.age_range
            and named.is_by_labour_status = rate_breakdown.is_by_labour_status
            and named.is_by_education_level = rate_breakdown.is_by_education_level
            and named.is_by_family_size = rate_breakdown.is_by_family_size
            and named.is_by_family_composition
            = rate_breakdown.is_by_family_composition
    group by all
)

select
    geography_type,
    mobility_level,
    age_range,
    'not made by background and without' as problem
from made
where rows_by_background < 2
union all
select
    geography_type,
    mobility_level,
    age_range,
    'by family composition, not by size' as problem
from rate_breakdown
where is_by_family_composition and not is_by_family_size
union all
select
    geography_type,
    mobility_level,
    age_range,
    'not made by period' as problem
from rate_breakdown
where
    geography_type = 'county'
    and mobility_level = 'county'
    and age_range = 'all'
    and not is_by_labour_status
    and not is_by_education_level
    and not is_by_family_size
    and not is_by_period
