-- 330 sub-indexes, 66 of each predictor, between 0 and 100, with a best unit at 0 and
-- a worst at 100; businesses are capped, so the three largest have 0 and no others.
{% set predictors = [
    'average_age',
    'primary_education_share',
    'single_parent_share',
    'businesses_weighted',
    'low_income_share',
] %}
with published_risk_index_units as (
    select
        sub_average_age,
        sub_primary_education_share,
        sub_single_parent_share,
        sub_businesses_weighted,
        sub_low_income_share
    from {{ ref("published_risk_index_units") }}
),

sub_indexes as (
    {% for predictor in predictors %}
        select
            '{{ predictor }}' as variable,
            sub_{{ predictor }} as sub_index
        from published_risk_index_units
        {{ "union all" if not loop.last }}
    {% endfor %}
),

summarised as (
    select
        variable,
        count(sub_index) as sub_indexes,
        min(sub_index) as best,
        max(sub_index) as worst,
        count(*) filter (where sub_index = 0) as units_at_best
    from sub_indexes
    group by variable
)

select *
from summarised
where
    sub_indexes != 66
    or best != 0
    or worst != 100
    or (variable = 'businesses_weighted' and units_at_best != 3)
