-- Rule: all else equal, a ranked unit reaches the limit of the next band, or the total
-- of the unit so many places (ten, set by the edition) away, when one indicator alone
-- moves by that many points of the total divided by its weight, on the scale as it is.
-- A sub-index has its ends: what lies beyond them cannot be reached by that indicator.
-- To be in the lower band a unit must come below the limit, in the higher one it is at
-- the limit already.
-- Source: none in the study; linear in "Indeksering".
-- Grain: edition, region_code, variable, target.

with sub_index as (
    select * from {{ ref("int_risk_index_sub_index") }}
),

weight as (
    select * from {{ ref("int_risk_index_weight") }}
),

variable as (
    select * from {{ ref("risk_index_variable") }}
),

total as (
    select * from {{ ref("int_risk_index_total") }}
),

band as (
    select * from {{ ref("risk_index_band") }}
),

edition as (
    select * from {{ ref("risk_index_edition") }}
),

ranked as (
    select
        edition,
        region_code,
        total,
        rank,
        row_number() over (
            partition by edition
            order by total desc, region_code asc
        ) as position
    from total
    where total is not null
),

own_band as (
    select
        ranked.edition,
        ranked.region_code,
        ranked.total,
        band.sort_order,
        band.total_from,
        band.total_below
    from ranked
    inner join band
        on
            ranked.edition = band.edition
            and ranked.total >= band.total_from
            and (ranked.total < band.total_below or band.total_below is null)
),

band_target as (
    select
        own_band.edition,
        own_band.region_code,
        own_band.total,
        'lower_band' as target,
        next_band.risk_band as target_band,
        cast(null as bigint) as target_rank,
        case when next_band.risk_band is not null then own_band.total_from end
            as target_total
    from own_band
    left join band as next_band
        on
            own_band.edition = next_band.edition
            and own_band.sort_order = next_band.sort_order + 1
    union all
    select
        own_band.edition,
        own_band.region_code,
        own_band.total,
        'higher_band' as target,
        next_band.risk_band as target_band,
        cast(null as bigint) as target_rank,
        next_band.total_from as target_total
    from own_band
    left join band as next_band
        on
            own_band.edition = next_band.edition
            and own_band.sort_order = next_band.sort_order - 1
),

rank_target as (
    select
        ranked.edition,
        ranked.region_code,
        ranked.total,
        'lower_place' as target,
        cast(null as {{ dbt.type_string() }}) as target_band,
        other.rank as target_rank,
        other.total as target_total
    from ranked
    inner join edition
        on ranked.edition = edition.edition
    left join ranked as other
        on
            ranked.edition = other.edition
            and ranked.position + edition.what_if_places = other.position
    union all
    select
        ranked.edition,
        ranked.region_code,
        ranked.total,
        'higher_place' as target,
        cast(null as {{ dbt.type_string() }}) as target_band,
        other.rank as target_rank,
        other.total as target_total
    from ranked
    inner join edition
        on ranked.edition = edition.edition
    left join ranked as other
        on
            ranked.edition = other.edition
            and ranked.position - edition.what_if_places = other.position
),

target as (
    select
        edition,
        region_code,
        total,
        target,
        target_band,
        target_rank,
        target_total
    from band_target
    union all
    select
        edition,
        region_code,
        total,
        target,
        target_band,
        target_rank,
        target_total
    from rank_target
),

moved as (
    select
        target.edition,
        target.region_code,
        sub_index.variable,
        target.target,
        target.target_band,
        target.target_rank,
        target.target_total,
        target.target_total - target.total as points_needed,
        sub_index.value,
        sub_index.smallest,
        sub_index.largest,
        variable.is_reversed,
        weight.weight,
        sub_index.sub_index
        + (target.target_total - target.total) / nullif(weight.weight, 0)
            as sub_index_needed
    from target
    inner join sub_index
        on
            target.edition = sub_index.edition
            and target.region_code = sub_index.region_code
    inner join weight
        on
            sub_index.edition = weight.edition
            and sub_index.variable = weight.variable
    inner join variable
        on
            sub_index.edition = variable.edition
            and sub_index.variable = variable.variable
),

judged as (
    select
        edition,
        region_code,
        variable,
        target,
        target_band,
        target_rank,
        target_total,
        points_needed,
        value,
        smallest,
        largest,
        is_reversed,
        sub_index_needed,
        case
            when target_total is null then 'no_such_target'
            when weight = 0 then 'no_weight'
            when sub_index_needed < 0 or sub_index_needed > 100 then 'out_of_reach'
        end as note
    from moved
)

select
    edition,
    region_code,
    variable,
    target,
    target_band,
    target_rank,
    target_total,
    points_needed,
    value,
    case when note is null then sub_index_needed end as sub_index_needed,
    case
        when note is not null then null
        when is_reversed then largest - sub_index_needed / 100 * (largest - smallest)
        else smallest + sub_index_needed / 100 * (largest - smallest)
    end as value_needed,
    note
from judged
