-- Rule: a variable weighs its share of the sum of absolute standardised coefficients.
-- The alternative is its share of the sum of explained variances, taken one by one and
-- rounded first, as the study does (only so do .18 and .11 give its 20 and 13 percent);
-- an edition that is not estimated itself has none.
-- Source: study, "Vektutrekning" and "Direkte samanhengar".
-- Grain: edition, variable.

with final_term as (
    select * from {{ ref("int_risk_index_final_term") }}
),

bivariate as (
    select * from {{ ref("int_risk_index_bivariate") }}
),

edition as (
    select * from {{ ref("risk_index_edition") }}
),

measured as (
    select
        final_term.edition,
        final_term.term as variable,
        final_term.beta,
        bivariate.r_squared,
        round(bivariate.r_squared, edition.bivariate_decimals) as rounded_r_squared
    from final_term
    inner join edition
        on final_term.edition = edition.edition
    left join bivariate
        on
            final_term.edition = bivariate.edition
            and final_term.term = bivariate.variable
    where final_term.term <> 'constant'
)

select
    edition,
    variable,
    beta,
    abs(beta) / nullif(sum(abs(beta)) over largest_first, 0) as weight,
    r_squared as bivariate_r_squared,
    rounded_r_squared
    / nullif(sum(rounded_r_squared) over largest_first, 0) as bivariate_weight
from measured
-- in order, so that sums are the same in every build
window largest_first as (
    partition by edition
    order by abs(beta) desc, variable asc
    rows between unbounded preceding and unbounded following
)
