-- A change is `split` when the old code becomes several, `recoded` when the new code
-- begins that day and has one predecessor; otherwise it is `merged`.
with municipality as (
    select
        municipality_code,
        valid_from
    from {{ ref("municipality") }}
),

municipality_change as (
    select
        old_code,
        new_code,
        change_date,
        change_type
    from {{ ref("municipality_change") }}
),

typed as (
    select
        municipality_change.old_code,
        municipality_change.new_code,
        municipality_change.change_type,
        case
            when
                count(*) over (
                    partition by
                        municipality_change.old_code,
                        municipality_change.change_date
                ) > 1
                then 'split'
            when
                municipality.valid_from = municipality_change.change_date
                and count(*) over (
                    partition by
                        municipality_change.new_code,
                        municipality_change.change_date
                ) = 1
                then 'recoded'
            else 'merged'
        end as expected_type
    from municipality_change
    inner join municipality
        on municipality_change.new_code = municipality.municipality_code
)

select *
from typed
where change_type != expected_type
