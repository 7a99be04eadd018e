-- Rule: years since first immigration (botid) are the base year less the year of first
-- immigration, unchanged by later emigration and return. There are none when that year
-- is missing, or after the base year. The groups are those of the seed.
-- Source: definitions, botid; report 2.1.3.
-- Grain: outcome_year, first_immigration_year.

with panel_year as (
    select * from {{ ref("int_panel_year") }}
),

person as (
    select * from {{ ref("int_person") }}
),

botid_group as (
    select * from {{ ref("botid_group") }}
),

first_immigration_year as (
    select distinct first_immigration_year
    from person
    where first_immigration_year is not null
),

botid as (
    select
        panel_year.outcome_year,
        first_immigration.first_immigration_year,
        panel_year.base_year - first_immigration.first_immigration_year as botid
    from panel_year
    inner join first_immigration_year as first_immigration
        on panel_year.base_year >= first_immigration.first_immigration_year
)

select
    botid.outcome_year,
    botid.first_immigration_year,
    botid.botid,
    botid_group.botid_group
from botid
inner join botid_group
    on
        botid.botid >= botid_group.botid_from
        and (botid.botid <= botid_group.botid_to or botid_group.botid_to is null)
