-- Terms that differ most over the centrality levels or between the sexes, in the last
-- outcome year: those whose chi-squared is hardly chance (about two standard errors).
-- Source: mart term_test, seed code_list.

with term_test as (
    select * from {{ ref("term_test") }}
),

code_list as (
    select * from {{ ref("code_list") }}
),

last_year as (
    select max(outcome_year) as outcome_year
    from term_test
)

select
    term_test.outcome_year,
    method.label_en as method_en,
    method.label_nb as method_nb,
    compared.label_en as compared_en,
    compared.label_nb as compared_nb,
    coalesce(held.label_en, term_test.held) as held_en,
    coalesce(held.label_nb, term_test.held) as held_nb,
    outcome.label_en as outcome_en,
    outcome.label_nb as outcome_nb,
    term.label_en as term_en,
    term.label_nb as term_nb,
    term_test.lowest,
    term_test.highest,
    term_test.pooled_estimate,
    term_test.chi_squared,
    term_test.degrees_of_freedom,
    term_test.z_value
from term_test
inner join last_year
    on term_test.outcome_year = last_year.outcome_year
inner join code_list as method
    on
        method.list_name = 'estimation_method'
        and term_test.method = method.code
inner join code_list as compared
    on
        compared.list_name = 'term_test_compared'
        and term_test.compared = compared.code
left join code_list as held
    on
        held.list_name
        = case
            when term_test.held = 'all' then 'not_broken_down'
            when term_test.compared = 'sex' then 'centrality_level'
            else 'sex'
        end
        and term_test.held = held.code
inner join code_list as outcome
    on
        outcome.list_name = 'logit_outcome'
        and term_test.outcome = outcome.code
inner join code_list as term
    on
        term.list_name = term_test.method || '_term'
        and term_test.term = term.code
where
    term_test.z_value > 2
    and term_test.term_group <> 'constant'
    and term_test.outcome <> 'stay'
order by
    term_test.z_value desc,
    term.label_en asc,
    outcome.label_en asc,
    term_test.held asc
limit 40
