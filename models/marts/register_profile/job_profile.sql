-- How many persons aged 15-74 had no, one, two or more jobs in November. They are the
-- residents on the 1 January that follows.
-- Grain: year, sex, is_immigrant, count_group.

with person_cell as (
    select * from {{ ref("int_person_cell") }}
),

count_group as (
    select * from {{ ref("count_group") }}
)

select
    person_cell.year - 1 as year,
    person_cell.sex,
    person_cell.is_immigrant,
    count_group.count_group,
    cast(sum(person_cell.persons) as bigint) as persons,
    cast(sum(person_cell.persons * person_cell.jobs) as bigint) as jobs
from person_cell
inner join count_group
    on
        person_cell.jobs >= count_group.count_from
        and (
            person_cell.jobs <= count_group.count_to
            or count_group.count_to is null
        )
where {{ is_chosen_year("person_cell.year") }}
group by
    person_cell.year - 1,
    person_cell.sex,
    person_cell.is_immigrant,
    count_group.count_group
