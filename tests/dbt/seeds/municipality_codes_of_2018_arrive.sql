-- Every code of 1 January 2018 arrives in the divisions of 2020 and 2024: at one code,
-- or, where it was divided, at several that have shares. Every code of these divisions
-- comes from one of 2018.
with recursive municipality as (
    select * from {{ ref("municipality") }}
),

municipality_change as (
    select * from {{ ref("municipality_change") }}
),

division as (
    select unnest([date '2020-01-01', date '2024-01-01']) as division_date
),

followed as (
    select
        division.division_date,
        municipality.municipality_code as first_code,
        municipality.municipality_code as code
    from municipality
    cross join division
    where
        coalesce(municipality.valid_from, date '2018-01-01') <= date '2018-01-01'
        and coalesce(municipality.valid_to, date 'infinity') > date '2018-01-01'
    union
    select
        followed.division_date,
        followed.first_code,
        municipality_change.new_code as code
    from followed
    inner join municipality_change
        on
            followed.code = municipality_change.old_code
            and followed.division_date >= municipality_change.change_date
),

arrived as (
    select
        followed.division_date,
        followed.first_code,
        followed.code
    from followed
    inner join municipality
        on
            followed.code = municipality.municipality_code
            and coalesce(municipality.valid_to, date 'infinity')
            > followed.division_date
),

nowhere as (
    select
        followed.division_date,
        followed.first_code as code,
        'arrives nowhere' as problem
    from followed
    anti join arrived
        on
            followed.division_date = arrived.division_date
            and followed.first_code = arrived.first_code
),

divided as (
    select
        arrived.division_date,
        arrived.first_code as code,
        'is divided among ' || count(*) as problem
    from arrived
    group by arrived.division_date, arrived.first_code
    having count(*) > 1
),

known_to_be_divided as (
    select
        unnest(['5012', '1850', '1504', '1523', '1529', '1534', '1546']) as code,
        unnest([
            date '2020-01-01', date '2020-01-01', date '2024-01-01', date '2024-01-01',
            date '2024-01-01', date '2024-01-01', date '2024-01-01',
        ]) as since
),

divided_unexpectedly as (
    select
        divided.division_date,
        divided.code,
        divided.problem
    from divided
    left join known_to_be_divided
        on
            divided.code = known_to_be_divided.code
            and divided.division_date >= known_to_be_divided.since
    where known_to_be_divided.code is null
),

from_nowhere as (
    select
        division.division_date,
        municipality.municipality_code as code,
        'comes from no code of 2018' as problem
    from municipality
    inner join division
        on
            coalesce(municipality.valid_from, division.division_date)
            <= division.division_date
            and coalesce(municipality.valid_to, date 'infinity')
            > division.division_date
    anti join arrived
        on
            division.division_date = arrived.division_date
            and municipality.municipality_code = arrived.code
),

split_without_shares as (
    select
        municipality_change.change_date as division_date,
        municipality_change.old_code as code,
        'a part has no share' as problem
    from municipality_change
    left join {{ ref("municipality_split_share") }} as share
        on
            municipality_change.old_code = share.old_code
            and municipality_change.new_code = share.new_code
            and municipality_change.change_date = share.change_date
    where
        municipality_change.change_type = 'split'
        and (share.persons is null or share.persons <= 0)
)

select * from nowhere
union all
select * from divided_unexpectedly
union all
select * from from_nowhere
union all
select * from split_without_shares
