-- Variables add up to the whole, composition and behaviour to the difference, and the
-- difference is that between the shares of both sides, counted anew; both orders have
-- the same difference. What has no parts says why.
with lpm_decomposition as (
    select * from {{ ref("int_lpm_decomposition") }}
),

estimation_model as (
    select * from {{ ref("estimation_model") }}
),

covariate_cell as (
    select * from {{ ref("int_covariate_cell") }}
),

-- the models of levels and of counties, whose people have no more conditions
placed as (
    select
        outcome_year,
        'centrality' as geography_type,
        cast(centrality_level as varchar) as geography_code,
        sex,
        age,
        stay_centrality as stay,
        out_migration_centrality as out_migration,
        emigration,
        death
    from covariate_cell
    union all
    select
        outcome_year,
        'county' as geography_type,
        county_code as geography_code,
        sex,
        age,
        stay_county as stay,
        out_migration_county as out_migration,
        emigration,
        death
    from covariate_cell
),

counted as (
    select
        estimation_model.model,
        placed.outcome_year,
        placed.geography_type,
        placed.geography_code,
        coalesce(placed.sex, 'all') as sex,
        sum(placed.stay + placed.out_migration + placed.emigration + placed.death)
            as persons,
        sum(placed.stay) as stay,
        sum(placed.out_migration) as out_migration,
        sum(placed.emigration) as emigration
    from placed
    inner join estimation_model
        on
            placed.geography_type = estimation_model.geography_type
            and placed.age between estimation_model.age_from and estimation_model.age_to
    where estimation_model.model in ('individual', 'county_background')
    group by
        estimation_model.model,
        placed.outcome_year,
        placed.geography_type,
        placed.geography_code,
        rollup(placed.sex)
),

share as (
    select
        *,
        'stay' as outcome,
        1.0 * stay / persons as share
    from counted
    union all
    select
        *,
        'out_migration' as outcome,
        1.0 * out_migration / persons as share
    from counted
    union all
    select
        *,
        'emigration' as outcome,
        1.0 * emigration / persons as share
    from counted
),

whole as (
    select * from lpm_decomposition
    where term_group = 'all'
),

variables as (
    select
        comparison,
        outcome_year,
        geography_code,
        sex,
        outcome,
        coefficients_of,
        sum(composition) as composition,
        sum(behaviour) as behaviour
    from lpm_decomposition
    where term_group <> 'all'
    group by
        comparison, outcome_year, geography_code, sex, outcome, coefficients_of
)

select
    whole.*,
    own.share as own_share,
    other.share as other_share
from whole
left join variables
    on
        whole.comparison = variables.comparison
        and whole.outcome_year = variables.outcome_year
        and whole.geography_code = variables.geography_code
        and whole.sex is not distinct from variables.sex
        and whole.outcome = variables.outcome
        and whole.coefficients_of = variables.coefficients_of
left join share as own
    on
        whole.model = own.model
        and whole.outcome_year = own.outcome_year
        and whole.geography_code = own.geography_code
        and coalesce(whole.sex, 'all') = own.sex
        and whole.outcome = own.outcome
left join share as other
    on
        whole.model = other.model
        and whole.other_year = other.outcome_year
        and whole.other_geography_code = other.geography_code
        and coalesce(whole.other_sex, 'all') = other.sex
        and whole.outcome = other.outcome
where
    (whole.composition is null) <> (whole.note is not null)
    or (
        whole.note is null
        and (
            own.share is null
            or other.share is null
            or abs(own.share - other.share - whole.difference) > 1e-9
            or abs(whole.composition + whole.behaviour - whole.difference) > 1e-9
            or abs(variables.composition - whole.composition) > 1e-9
            or abs(variables.behaviour - whole.behaviour) > 1e-9
        )
    )
