-- Every family size is in one group, and every kind of family of the panel is shown
-- once as all of it: the seeds family_size_group and family_composition_rule leave
-- nobody out of the rates by family.
with person_year as (
    select * from {{ ref("person_year") }}
),

family_size_group as (
    select * from {{ ref("family_size_group") }}
),

family_composition_rule as (
    select * from {{ ref("family_composition_rule") }}
),

family_kind as (
    select distinct
        family_size,
        family_composition,
        family_mix
    from person_year
),

shown as (
    select
        family_kind.family_size,
        family_kind.family_composition,
        family_kind.family_mix,
        count(distinct family_size_group.family_size_group) as size_groups,
        count(family_composition_rule.shown_as) as times_shown
    from family_kind
    left join family_size_group
        on
            family_kind.family_size >= family_size_group.size_from
            and (
                family_kind.family_size <= family_size_group.size_to
                or family_size_group.size_to is null
            )
    left join family_composition_rule
        on
            family_size_group.family_size_group
            = family_composition_rule.family_size_group
            and family_kind.family_composition
            = family_composition_rule.family_composition
            and family_kind.family_mix
            is not distinct from family_composition_rule.family_mix
            and family_composition_rule.shown_as
            = family_composition_rule.family_composition
    group by
        family_kind.family_size,
        family_kind.family_composition,
        family_kind.family_mix
)

select *
from shown
where size_groups <> 1 or times_shown <> 1
