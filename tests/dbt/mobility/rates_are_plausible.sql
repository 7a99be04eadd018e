-- A country of many immigrants in which nobody emigrates or moves, or of whom many
-- cannot be followed, has registers that lack something. `register.yml` may allow a
-- year, with the reason.

with mobility_rate as (
    select * from {{ ref("mobility_rate") }}
),

mart_limit as (
    select * from {{ ref("mart_limit") }}
),

allowance as (
    select * from {{ ref("stg_allowance") }}
),

country as (
    select
        outcome_year,
        mobility_level,
        residents,
        emigrants,
        out_migrants,
        unexplained
    from mobility_rate
    where
        geography_type = 'country'
        and age_range = 'all'
        and background = 'all'
        and labour_status = 'all'
        and education_level = 'all'
        and family_size_group = 'all'
        and family_composition = 'all'
),

implausible as (
    select
        country.outcome_year,
        country.mobility_level,
        mart_limit.rule_id,
        mart_limit.rule,
        country.residents,
        100.0 * case mart_limit.rule_id
            when 'mobility_rate.emigration_rate.zero' then country.emigrants
            when 'mobility_rate.out_migration_rate.zero' then country.out_migrants
            else country.unexplained
        end / country.residents as share_percent,
        mart_limit.largest_share_percent
    from country
    inner join mart_limit
        on country.residents > mart_limit.smallest_residents
)

select
    implausible.outcome_year,
    implausible.mobility_level,
    implausible.rule_id,
    implausible.rule,
    implausible.residents,
    round(implausible.share_percent, 2) as share_percent
from implausible
left join allowance
    on
        implausible.rule_id = allowance.rule_id
        and (allowance.year is null or implausible.outcome_year = allowance.year)
        and implausible.share_percent
        <= coalesce(allowance.largest_share_percent, implausible.share_percent)
where
    allowance.rule_id is null
    and (
        (
            implausible.largest_share_percent is null
            and implausible.share_percent = 0
        )
        or implausible.share_percent > implausible.largest_share_percent
    )
