-- Observed against expected: the outcome of each national unit beside what its
-- conditions predict in the regression that the weights come from. Place 1 of the
-- ranked units lies furthest above what is expected.
-- Grain: edition, region_code.

with expected as (
    select * from {{ ref("int_risk_index_expected") }}
),

region as (
    select * from {{ ref("int_risk_index_region") }}
),

region_name as (
    select * from {{ ref("int_region_name") }}
)

select
    expected.edition,
    expected.region_code,
    region_name.region_name,
    region.in_index,
    expected.outcome_variable,
    expected.observed,
    expected.expected,
    expected.observed - expected.expected as difference,
    expected.observed - expected.expected_high as difference_low,
    expected.observed - expected.expected_low as difference_high,
    expected.expected_low,
    expected.expected_high,
    expected.single_low,
    expected.single_high,
    case
        when expected.observed is null or expected.expected is null then null
        when expected.observed < expected.single_low then 'below'
        when expected.observed > expected.single_high then 'above'
        else 'within'
    end as position_in_interval,
    case
        when
            region.in_index
            and expected.observed is not null
            and expected.expected is not null
            then cast(
                rank() over (
                    partition by expected.edition, region.in_index
                    order by expected.observed - expected.expected desc nulls last
                ) as bigint
            )
    end as place
from expected
inner join region
    on
        expected.edition = region.edition
        and expected.region_code = region.region_code
left join region_name
    on expected.region_code = region_name.region_code
