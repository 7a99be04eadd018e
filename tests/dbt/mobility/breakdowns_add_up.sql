-- What a group is broken down by adds up to the group: backgrounds, labour statuses,
-- levels of education, family sizes, and immigrants_only and mixed within a size.
{% set parts = {
    "background": "background <> 'all'",
    "labour_status": "labour_status <> 'all'",
    "education_level": "education_level <> 'all'",
    "family_size_group": "family_size_group <> 'all'",
    "family_composition": "family_composition in ('immigrants_only', 'mixed')",
} %}
with mobility_rate as (
    select
        outcome_year,
        geography_type,
        geography_code,
        mobility_level,
        age_range,
        background,
        labour_status,
        education_level,
        family_size_group,
        family_composition,
        residents,
        emigrants,
        out_migrants,
        deaths,
        unexplained
    from {{ ref("mobility_rate") }}
),

{% for column, is_part in parts.items() %}
    by_{{ column }} as (
        select
            '{{ column }}' as broken_down_by,
            * exclude (residents, emigrants, out_migrants, deaths, unexplained)
            replace ('every' as {{ column }}),
            {% for count in (
                "residents", "emigrants", "out_migrants", "deaths", "unexplained"
            ) %}
                sum(case when {{ column }} = 'all' then {{ count }} end)
                    as {{ count }},
                sum(case when {{ is_part }} then {{ count }} end)
                    as {{ count }}_of_parts,
            {% endfor %}
            count(case when {{ column }} = 'all' then 1 end) as wholes,
            count(case when {{ is_part }} then 1 end) as parts
        from mobility_rate
        group by all
    ),
{% endfor %}

compared as (
    {% for column in parts %}
        select * from by_{{ column }}
        {{ "union all" if not loop.last }}
    {% endfor %}
)

select *
from compared
where
    -- a set of groups may be made broken down only, or not at all
    wholes > 0
    and parts > 0
    and (
        residents <> residents_of_parts
        or emigrants <> emigrants_of_parts
        or out_migrants <> out_migrants_of_parts
        or deaths <> deaths_of_parts
        or unexplained <> unexplained_of_parts
    )
