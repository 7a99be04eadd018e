-- Rule: what published counts are broken down by, as expressions over the cells that
-- they are sums of: which cells (among), the groups (group_by) and what is counted in
-- each group (split_by); expressions are separated by semicolons. Counts of movement
-- follow from the seeds rate_breakdown and trait_breakdown, the others are rows of the
-- seed disclosure_breakdown, in which {open_count} and {open_size} stand for the number
-- that the open group of the seeds count_group and household_size_group begins with.
-- Where several ranges of ages are published of the same groups, a reader can subtract
-- one from another, so what differs is broken down here, too.
-- Source: Langsrud and Heldal 2018; Hundepool et al. 2012, Statistical Disclosure
-- Control, chapter 4.
-- Grain: cell_table, among, group_by, split_by, weight.

with rate_breakdown as (
    select * from {{ ref("rate_breakdown") }}
),

age_range as (
    select * from {{ ref("age_range") }}
),

trait_breakdown as (
    select * from {{ ref("trait_breakdown") }}
),

disclosure_breakdown as (
    select * from {{ ref("disclosure_breakdown") }}
),

count_group as (
    select * from {{ ref("count_group") }}
),

household_size_group as (
    select * from {{ ref("household_size_group") }}
),

standard_age_group as (
    select * from {{ ref("standard_age_group") }}
),

period as (
    select * from {{ ref("period") }}
),

longest_period as (
    select max(year_to - year_from + 1) as years
    from period
),

rate_group as (
    select
        nullif(
            concat_ws(
                '; ',
                case rate_breakdown.geography_type
                    when 'centrality' then 'centrality_level'
                    when 'county' then 'county_code'
                end,
                case when rate_breakdown.is_by_background then 'background' end,
                case when rate_breakdown.is_by_labour_status then 'labour_status' end,
                case
                    when rate_breakdown.is_by_education_level then 'education_level'
                end,
                case when rate_breakdown.is_by_family_size then 'family_size_group' end,
                case
                    when rate_breakdown.is_by_family_composition
                        then 'family_composition'
                end
            ),
            ''
        ) as group_by,
        rate_breakdown.is_by_family_composition,
        'outcome_' || rate_breakdown.mobility_level as split_by,
        rate_breakdown.is_by_period,
        rate_breakdown.is_by_labour_status
        or rate_breakdown.is_by_education_level
        or rate_breakdown.is_by_family_size as is_by_more,
        case
            when age_range.age_from is null then 'true'
            else
                'age_at_risk between ' || age_range.age_from
                || ' and ' || age_range.age_to
        end as in_age_range
    from rate_breakdown
    inner join age_range
        on rate_breakdown.age_range = age_range.age_range
),

-- standardised rates are of the ages of the standard population
standard_age as (
    select
        'age_at_risk between ' || min(age_from) || ' and ' || max(age_to)
            as in_age_range
    from standard_age_group
),

standardised_group as (
    select distinct
        rate_group.group_by,
        rate_group.split_by,
        standard_age.in_age_range
    from rate_group
    cross join standard_age
    where not rate_group.is_by_more
),

-- a mixed family is shown by who is in the majority, too
shown_group as (
    select
        group_by,
        split_by,
        in_age_range,
        is_by_period
    from rate_group
    union all
    select
        group_by || '; family_mix' as group_by,
        split_by,
        in_age_range,
        is_by_period
    from rate_group
    where is_by_family_composition
    union all
    select
        group_by,
        split_by,
        in_age_range,
        false as is_by_period
    from standardised_group
),

range_of_group as (
    select distinct
        group_by,
        split_by,
        in_age_range
    from shown_group
),

difference_of_ages as (
    select
        concat_ws(
            '; ', group_by, {{ text_list("in_age_range", "in_age_range", "; ") }}
        ) as group_by,
        split_by,
        false as is_by_period
    from range_of_group
    group by group_by, split_by
    having count(*) > 1
),

trait_group as (
    select distinct
        concat_ws(
            '; ',
            case geography_type
                when 'centrality' then 'centrality_level'
                when 'county' then 'county_code'
            end,
            case when is_by_background then 'background' end,
            case when is_by_sex then 'sex' end,
            case when is_by_age_group then 'age_group' end,
            case when is_by_botid_group then 'botid_group' end
        ) as group_by,
        'outcome_' || mobility_level as split_by
    from trait_breakdown
),

open_count as (
    select cast(max(count_from) as {{ dbt.type_string() }}) as first_number
    from count_group
),

open_size as (
    select cast(max(size_from) as {{ dbt.type_string() }}) as first_number
    from household_size_group
),

named_breakdown as (
    select
        breakdown.cell_table,
        replace(
            replace(breakdown.among, '{open_count}', open_count.first_number),
            '{open_size}', open_size.first_number
        ) as among,
        replace(
            breakdown.group_by, '{open_count}', open_count.first_number
        ) as group_by,
        breakdown.split_by,
        breakdown.weight,
        breakdown.is_by_period
    from disclosure_breakdown as breakdown
    cross join open_count
    cross join open_size
),

counted as (
    select
        'int_person_cell' as cell_table,
        'is_at_risk' as among,
        group_by,
        split_by,
        cast(null as varchar) as weight,
        false as is_by_period
    from trait_group
    union all
    select
        'int_person_cell' as cell_table,
        'is_at_risk' || coalesce(' and ' || nullif(in_age_range, 'true'), '') as among,
        group_by,
        split_by,
        cast(null as varchar) as weight,
        is_by_period
    from shown_group
    union all
    select
        'int_person_cell' as cell_table,
        'is_at_risk' as among,
        group_by,
        split_by,
        cast(null as varchar) as weight,
        is_by_period
    from difference_of_ages
    union all
    select
        cell_table,
        among,
        group_by,
        split_by,
        weight,
        is_by_period
    from named_breakdown
)

select
    counted.cell_table,
    counted.among,
    counted.group_by,
    counted.split_by,
    counted.weight,
    cast(
        max(case when counted.is_by_period then longest_period.years else 1 end)
        as integer
    ) as years
from counted
cross join longest_period
group by
    counted.cell_table,
    counted.among,
    counted.group_by,
    counted.split_by,
    counted.weight
