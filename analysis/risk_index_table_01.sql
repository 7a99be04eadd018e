-- Table 1: the risk index, its five sub-indexes and the total, rounded as printed;
-- highest total first.
-- Source: study, table 1 and section "Indeksering"; marts risk_index and
-- risk_index_score.

with risk_index as (
    select * from {{ ref("risk_index") }}
),

risk_index_score as (
    select * from {{ ref("risk_index_score") }}
),

rounded_score as (
    select
        edition,
        region_code,
        variable,
        cast(round(sub_index) as integer) as sub_index
    from risk_index_score
),

sub_indexes_by_unit as (
    select
        edition,
        region_code,
        max(case when variable = 'average_age' then sub_index end)
            as sub_average_age,
        max(case when variable = 'primary_education_share' then sub_index end)
            as sub_primary_education_share,
        max(case when variable = 'single_parent_share' then sub_index end)
            as sub_single_parent_share,
        max(case when variable = 'businesses_weighted' then sub_index end)
            as sub_businesses_weighted,
        max(case when variable = 'low_income_share' then sub_index end)
            as sub_low_income_share
    from rounded_score
    group by edition, region_code
)

select
    risk_index.region_code,
    risk_index.region_name,
    sub_indexes_by_unit.sub_average_age,
    sub_indexes_by_unit.sub_primary_education_share,
    sub_indexes_by_unit.sub_single_parent_share,
    sub_indexes_by_unit.sub_businesses_weighted,
    sub_indexes_by_unit.sub_low_income_share,
    cast(round(risk_index.total) as integer) as total,
    risk_index.edition
from risk_index
inner join sub_indexes_by_unit
    on
        risk_index.edition = sub_indexes_by_unit.edition
        and risk_index.region_code = sub_indexes_by_unit.region_code
order by risk_index.edition asc, risk_index.total desc, risk_index.region_name asc
