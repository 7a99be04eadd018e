-- Rule: a municipality that was divided since leads to several regions of an edition's
-- division. Where the edition shares such municipalities out (`splits` is
-- `population_share`), counts go to the parts by about how many residents came to each,
-- along every division on the way; otherwise they go nowhere, and are rejected. The
-- parts of a whole follow each other from 0 to 1, so that rounded counts add up to it.
-- Source: none in the study; estimated shares in seed municipality_split_share.
-- Grain: edition, register_region_code, region_code.

with recursive edition as (
    select * from {{ ref("risk_index_edition") }}
),

region_code as (
    select * from {{ ref("int_edition_region_code") }}
),

municipality_change as (
    select * from {{ ref("municipality_change") }}
),

split_share as (
    select * from {{ ref("municipality_split_share") }}
),

municipality as (
    select * from {{ ref("municipality") }}
),

share_of_change as (
    select
        municipality_change.old_code,
        municipality_change.new_code,
        municipality_change.change_date,
        coalesce(
            1.0
            * split_share.persons
            / sum(split_share.persons) over (
                partition by municipality_change.old_code
            ),
            1.0
        ) as share
    from municipality_change
    left join split_share
        on
            municipality_change.old_code = split_share.old_code
            and municipality_change.new_code = split_share.new_code
),

divided as (
    select
        edition.edition,
        edition.division_date,
        edition.splits = 'population_share' as is_shared_out,
        region_code.register_region_code
    from region_code
    inner join edition
        on region_code.edition = edition.edition
    inner join municipality
        on region_code.register_region_code = municipality.municipality_code
    where
        not region_code.is_resolved
        and municipality.valid_to <= edition.division_date
),

step as (
    select
        edition,
        division_date,
        is_shared_out,
        register_region_code,
        register_region_code as reached_code,
        cast(1.0 as double) as share
    from divided
    union all
    select
        step.edition,
        step.division_date,
        step.is_shared_out,
        step.register_region_code,
        share_of_change.new_code as reached_code,
        step.share * share_of_change.share as share
    from step
    inner join share_of_change
        on
            step.reached_code = share_of_change.old_code
            and step.division_date >= share_of_change.change_date
),

reached as (
    select
        step.edition,
        step.is_shared_out,
        step.register_region_code,
        step.reached_code as region_code,
        sum(step.share) as share
    from step
    inner join municipality
        on
            step.reached_code = municipality.municipality_code
            and coalesce(step.division_date < municipality.valid_to, true)
    group by
        step.edition,
        step.is_shared_out,
        step.register_region_code,
        step.reached_code
),

in_order as (
    select
        edition,
        is_shared_out,
        register_region_code,
        region_code,
        share,
        sum(share) over (
            partition by edition, register_region_code
            order by region_code
            rows between unbounded preceding and current row
        ) as share_to,
        region_code
        = max(region_code) over (partition by edition, register_region_code)
            as is_last
    from reached
)

select
    edition,
    register_region_code,
    region_code,
    is_shared_out,
    share_to - share as share_from,
    case when is_last then 1.0 else share_to end as share_to
from in_order
