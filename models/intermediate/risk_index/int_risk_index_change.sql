-- Rule: an edition is compared with an earlier one on its own weights, scale and
-- division: the values that its ranked units had in the earlier edition's index period
-- are put on the scale of now, best and worst unit of now at 0 and 100, so that a value
-- of then may lie outside. The change of the total is the sum of the indicators'
-- changes. A value is missing when the earlier edition did not measure the variable, or
-- the registers have none for the unit as it is now (merged since, suppressed).
-- Source: study, "Vektutrekning" (weights of 2015 and 2019 compared); comparison on a
-- fixed scale is ours.
-- Grain: edition, compared_edition, region_code, variable.

with risk_index_value as (
    select * from {{ ref("int_risk_index_value") }}
),

sub_index as (
    select * from {{ ref("int_risk_index_sub_index") }}
),

weight as (
    select * from {{ ref("int_risk_index_weight") }}
),

variable as (
    select * from {{ ref("risk_index_variable") }}
),

measured_period as (
    select * from {{ ref("int_measured_period") }}
),

compared as (
    select distinct
        edition,
        purpose,
        substr(purpose, length('index_of_') + 1) as compared_edition
    from measured_period
    where substr(purpose, 1, length('index_of_')) = 'index_of_'
),

now as (
    select
        sub_index.edition,
        compared.compared_edition,
        compared.purpose,
        sub_index.region_code,
        sub_index.variable,
        sub_index.value,
        sub_index.sub_index,
        sub_index.smallest,
        sub_index.largest,
        variable.is_reversed,
        variable.cap_rank is not null as is_capped,
        weight.weight
    from sub_index
    inner join compared
        on sub_index.edition = compared.edition
    inner join variable
        on
            sub_index.edition = variable.edition
            and sub_index.variable = variable.variable
    inner join weight
        on
            sub_index.edition = weight.edition
            and sub_index.variable = weight.variable
),

then_and_now as (
    select
        now.edition,
        now.compared_edition,
        now.region_code,
        now.variable,
        now.value as value_now,
        now.sub_index as sub_index_now,
        now.weight,
        now.smallest,
        now.largest,
        now.is_reversed,
        earlier.variable is not null as is_measured,
        earlier.value as value_then,
        case
            when now.is_capped and earlier.value > now.largest then now.largest
            else earlier.value
        end as capped_then
    from now
    left join risk_index_value as earlier
        on
            now.edition = earlier.edition
            and now.purpose = earlier.purpose
            and now.region_code = earlier.region_code
            and now.variable = earlier.variable
)

select
    edition,
    compared_edition,
    region_code,
    variable,
    value_then,
    value_now,
    100
    * case
        when is_reversed then largest - capped_then
        else capped_then - smallest
    end
    / nullif(largest - smallest, 0) as sub_index_then,
    sub_index_now,
    weight,
    case
        when not is_measured then 'not_in_that_edition'
        when value_then is null then 'no_value_then'
        when value_now is null then 'no_value_now'
    end as note
from then_and_now
