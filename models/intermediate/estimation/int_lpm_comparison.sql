-- Rule: a linear model of a place is compared with the one of another place in the same
-- year, with the one of the same place some years before, or one sex with the other, as
-- the seed lpm_comparison says. A year is compared anew when it, or the one that it is
-- compared with, is built anew.
-- Source: report 5.3; own.
-- Grain: comparison, outcome_year, geography_type, geography_code, sex.

with lpm_estimate as (
    select * from {{ ref("int_lpm_estimate") }}
),

lpm_comparison as (
    select * from {{ ref("lpm_comparison") }}
),

code_list as (
    select * from {{ ref("code_list") }}
),

estimated as (
    select distinct
        outcome_year,
        model,
        geography_type,
        geography_code
    from lpm_estimate
),

sex as (
    select code
    from code_list
    where list_name = 'sex'
),

pair as (
    select
        lpm_comparison.comparison,
        own.outcome_year,
        own.model,
        own.geography_type,
        own.geography_code,
        sex.code as sex,
        other.outcome_year as other_year,
        other.geography_code as other_geography_code,
        lpm_comparison.other_sex
    from lpm_comparison
    inner join estimated as own
        on lpm_comparison.model = own.model
    inner join estimated as other
        on
            own.model = other.model
            and own.outcome_year - coalesce(lpm_comparison.years_before, 0)
            = other.outcome_year
            and coalesce(lpm_comparison.other_geography_code, own.geography_code)
            = other.geography_code
    left join sex
        on lpm_comparison.other_sex <> sex.code
    where
        lpm_comparison.other_geography_code is null
        or own.geography_code <> other.geography_code
),

built as (
    select distinct outcome_year
    from pair
    where
        {{ is_chosen_outcome_year("outcome_year") }}
        or {{ is_chosen_outcome_year("other_year") }}
)

select
    pair.comparison,
    pair.outcome_year,
    pair.model,
    pair.geography_type,
    pair.geography_code,
    pair.sex,
    pair.other_year,
    pair.other_geography_code,
    pair.other_sex
from pair
inner join built
    on pair.outcome_year = built.outcome_year
