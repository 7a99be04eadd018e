-- Observed against expected: the outcome of each ranked unit beside what its conditions
-- predict in the regression that the weights come from; furthest above first.
-- Source: mart risk_index_expected; study, "Korleis bruke indeksen" (most units lie
-- below what could be expected).

with risk_index_expected as (
    select * from {{ ref("risk_index_expected") }}
),

risk_index as (
    select * from {{ ref("risk_index") }}
)

select
    risk_index_expected.edition,
    risk_index_expected.region_code,
    risk_index_expected.region_name,
    risk_index_expected.outcome_variable,
    risk_index_expected.observed,
    risk_index_expected.expected,
    risk_index_expected.difference,
    risk_index_expected.difference_low,
    risk_index_expected.difference_high,
    risk_index_expected.single_low,
    risk_index_expected.single_high,
    risk_index_expected.position_in_interval,
    risk_index_expected.place,
    risk_index.total
from risk_index_expected
inner join risk_index
    on
        risk_index_expected.edition = risk_index.edition
        and risk_index_expected.region_code = risk_index.region_code
where risk_index_expected.in_index
order by
    risk_index_expected.edition asc,
    risk_index_expected.place asc nulls last,
    risk_index_expected.region_name asc
