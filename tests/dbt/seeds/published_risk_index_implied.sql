-- Implied means and standard deviations round to those of table 10; a correlation
-- lies in the range it is said to be feasible in.
with published_risk_index_moments as (
    select
        variable,
        scope,
        mean,
        sd
    from {{ ref("published_risk_index_moments") }}
),

published_risk_index_implied_moments as (
    select
        variable,
        mean,
        sd
    from {{ ref("published_risk_index_implied_moments") }}
),

published_risk_index_correlations as (
    select
        variable_a,
        variable_b,
        correlation,
        feasible_low,
        feasible_high
    from {{ ref("published_risk_index_correlations") }}
),

moments as (
    select
        published_risk_index_implied_moments.variable,
        'does not round to table 10' as problem
    from published_risk_index_implied_moments
    left join published_risk_index_moments
        on
            published_risk_index_implied_moments.variable
            = published_risk_index_moments.variable
            and published_risk_index_moments.scope = 'national_sample'
    where
        round(published_risk_index_implied_moments.mean, 1)
        is distinct from published_risk_index_moments.mean
        or round(published_risk_index_implied_moments.sd, 1)
        is distinct from published_risk_index_moments.sd
),

correlations as (
    select
        variable_a || ', ' || variable_b as variable,
        'correlation outside its range' as problem
    from published_risk_index_correlations
    where correlation not between feasible_low and feasible_high
)

select * from moments
union all
select * from correlations
