-- Rule: numbers of the risk index that findings speak of, own and printed. Sub-indexes
-- and totals are rounded as they are printed. What holds of a number of units (three
-- are below 50 on all sub-indexes) is said by the value in a place: the third lowest of
-- the units' highest sub-indexes is below 50, the fourth is not. An interval of a slope
-- is the estimate with 1.96 standard errors on either side.
-- Source: index study, tables 1-9 and the text beside them.
-- Grain: mart, measure, outcome_year, row_key, is_printed.

with risk_index as (
    select * from {{ ref("risk_index") }}
),

risk_index_score as (
    select * from {{ ref("risk_index_score") }}
),

risk_index_regression as (
    select * from {{ ref("risk_index_regression") }}
),

risk_index_weight as (
    select * from {{ ref("risk_index_weight") }}
),

risk_index_bivariate as (
    select * from {{ ref("risk_index_bivariate") }}
),

risk_index_robustness as (
    select * from {{ ref("risk_index_robustness") }}
),

published_weight as (
    select * from {{ ref("published_risk_index_weights") }}
),

published_robustness as (
    select * from {{ ref("published_risk_index_robustness") }}
),

printed_unit as (
    select * from {{ ref("int_published_unit") }}
),

printed_edition as (
    select distinct edition
    from {{ ref("risk_index_printed_precision") }}
),

total as (
    select
        edition,
        region_code,
        round(total) as total,
        disability_share,
        false as is_printed
    from risk_index
    union all
    select
        printed_edition.edition,
        printed_unit.region_code,
        printed_unit.total,
        printed_unit.disability_share,
        true as is_printed
    from printed_unit
    cross join printed_edition
),

unit_range as (
    select
        edition,
        region_code,
        max(round(sub_index)) as highest,
        min(round(sub_index)) as lowest,
        false as is_printed
    from risk_index_score
    group by edition, region_code
    union all
    select
        printed_edition.edition,
        printed_unit.region_code,
        greatest(
            printed_unit.sub_average_age,
            printed_unit.sub_primary_education_share,
            printed_unit.sub_single_parent_share,
            printed_unit.sub_businesses_weighted,
            printed_unit.sub_low_income_share
        ) as highest,
        least(
            printed_unit.sub_average_age,
            printed_unit.sub_primary_education_share,
            printed_unit.sub_single_parent_share,
            printed_unit.sub_businesses_weighted,
            printed_unit.sub_low_income_share
        ) as lowest,
        true as is_printed
    from printed_unit
    cross join printed_edition
),

placed as (
    select
        'total' as measure,
        'from_lowest' as counted,
        edition,
        total as value,
        is_printed,
        row_number() over (partition by edition, is_printed order by total) as place
    from total
    where total is not null
    union all
    select
        'total' as measure,
        'from_highest' as counted,
        edition,
        total as value,
        is_printed,
        row_number() over (partition by edition, is_printed order by total desc)
            as place
    from total
    where total is not null
    union all
    select
        'highest_sub_index' as measure,
        'from_lowest' as counted,
        edition,
        highest as value,
        is_printed,
        row_number() over (partition by edition, is_printed order by highest) as place
    from unit_range
    where highest is not null
    union all
    select
        'lowest_sub_index' as measure,
        'from_highest' as counted,
        edition,
        lowest as value,
        is_printed,
        row_number() over (partition by edition, is_printed order by lowest desc)
            as place
    from unit_range
    where lowest is not null
),

in_place as (
    select
        measure,
        value,
        is_printed,
        'edition=' || edition || '; ' || counted || '=' || place as row_key
    from placed
),

disability_place as (
    select
        is_printed,
        rank() over (
            partition by edition, is_printed order by disability_share desc
        ) as from_highest,
        rank() over (partition by edition, is_printed order by disability_share)
            as from_lowest,
        'edition=' || edition || '; region_code=' || region_code as row_key
    from total
),

relation as (
    select
        'edition=' || edition as row_key,
        is_printed,
        corr(
            total, disability_share {{ in_order_of_units() }}
        ) as correlation
    from total
    group by edition, is_printed
),

score as (
    select
        weighted_points,
        sum(weighted_points) over (
            partition by edition, region_code order by variable
            rows between unbounded preceding and unbounded following
        ) as total,
        {{ named_codes(["edition", "region_code", "variable"]) }} as row_key
    from risk_index_score
),

slope as (
    select
        coefficient,
        std_error,
        {{ named_codes(["edition", "term"]) }} as row_key
    from risk_index_regression
),

weight as (
    select
        weight_percent,
        false as is_printed,
        {{ named_codes(["edition", "variable"]) }} as row_key
    from risk_index_weight
    union all
    select
        published_weight.weight_percent,
        true as is_printed,
        'edition=' || printed_edition.edition || '; variable='
        || published_weight.variable as row_key
    from published_weight
    cross join printed_edition
),

bivariate as (
    select
        r_squared,
        false as is_printed,
        {{ named_codes(["edition", "variable"]) }} as row_key
    from risk_index_bivariate
    union all
    select
        published_weight.bivariate_r_squared as r_squared,
        true as is_printed,
        'edition=' || printed_edition.edition || '; variable='
        || published_weight.variable as row_key
    from published_weight
    cross join printed_edition
),

run_weight as (
    select
        weight_percent,
        false as is_printed,
        {{ named_codes(["edition", "run", "variable"]) }} as row_key
    from risk_index_robustness
    union all
    select
        published_robustness.value as weight_percent,
        true as is_printed,
        'edition=' || printed_edition.edition || '; run=' || published_robustness.run
        || '; variable=' || published_robustness.variable as row_key
    from published_robustness
    cross join printed_edition
    where published_robustness.column_name = 'weight_percent'
)

select
    'risk_index' as mart,
    measure,
    cast(null as integer) as outcome_year,
    row_key,
    cast(value as double) as value,
    cast(null as double) as std_error,
    is_printed
from in_place
union all
{{ measured("disability_place", "risk_index", "disability_from_highest",
    "from_highest", year="null", is_printed="is_printed") }}
union all
{{ measured("disability_place", "risk_index", "disability_from_lowest",
    "from_lowest", year="null", is_printed="is_printed") }}
union all
{{ measured("relation", "risk_index", "correlation_with_disability", "correlation",
    year="null", is_printed="is_printed") }}
union all
{{ measured("score", "risk_index_score", "weighted_points", "weighted_points",
    year="null") }}
union all
{{ measured("score", "risk_index_score", "share_of_total",
    "100.0 * weighted_points / total", year="null") }}
union all
{{ measured("slope", "risk_index_regression", "interval_from",
    "coefficient - 1.96 * std_error", year="null") }}
union all
{{ measured("slope", "risk_index_regression", "interval_to",
    "coefficient + 1.96 * std_error", year="null") }}
union all
{{ measured("weight", "risk_index_weight", "weight_percent", "weight_percent",
    year="null", is_printed="is_printed") }}
union all
{{ measured("bivariate", "risk_index_bivariate", "r_squared", "r_squared",
    year="null", is_printed="is_printed") }}
union all
{{ measured("run_weight", "risk_index_robustness", "weight_percent",
    "weight_percent", year="null", is_printed="is_printed") }}
