-- Rule: the warehouse's own number for every cell that the study prints, under the
-- study's table and cell. input_allowance is how far an exact calculation on the
-- printed, rounded values may lie from the printed result: a sub-index is linear
-- between best and worst, so half a unit of the last printed decimal (0.05) in all
-- three moves it by 0.05 * 200 / (largest - smallest), to first order. Indicators of
-- Kommunehelsa have no more decimals than are printed, so for them it is zero.
-- Source: study, "Indeksering"; tables 3-7 print one decimal.
-- Grain: edition, source_table, row_key, column_name.

with score as (
    select * from {{ ref("risk_index_score") }}
),

sub_index as (
    select * from {{ ref("int_risk_index_sub_index") }}
),

variable as (
    select * from {{ ref("risk_index_variable") }}
),

risk_index as (
    select * from {{ ref("risk_index") }}
),

regression as (
    select * from {{ ref("risk_index_regression") }}
),

fit as (
    select * from {{ ref("risk_index_fit") }}
),

weight as (
    select * from {{ ref("risk_index_weight") }}
),

bivariate as (
    select * from {{ ref("risk_index_bivariate") }}
),

moment as (
    select * from {{ ref("risk_index_moment") }}
),

robustness as (
    select * from {{ ref("risk_index_robustness") }}
),

sub_index_allowance as (
    select
        sub_index.edition,
        sub_index.region_code,
        sub_index.variable,
        case
            when variable.register = 'region_indicator' then 0
            else 0.05 * 200 / nullif(sub_index.largest - sub_index.smallest, 0)
        end as input_allowance
    from sub_index
    inner join variable
        on
            sub_index.edition = variable.edition
            and sub_index.variable = variable.variable
),

unit_value as (
    select
        edition,
        region_code as row_key,
        variable as column_name,
        value as estimate,
        0 as input_allowance
    from score
    union all
    select
        edition,
        region_code as row_key,
        'disability_share' as column_name,
        disability_share as estimate,
        0 as input_allowance
    from risk_index
),

unit_sub_index as (
    select
        score.edition,
        score.region_code as row_key,
        'sub_' || score.variable as column_name,
        score.sub_index as estimate,
        sub_index_allowance.input_allowance
    from score
    inner join sub_index_allowance
        on
            score.edition = sub_index_allowance.edition
            and score.region_code = sub_index_allowance.region_code
            and score.variable = sub_index_allowance.variable
),

total_allowance as (
    select
        score.edition,
        score.region_code,
        sum(score.weight * sub_index_allowance.input_allowance) as input_allowance
    from score
    inner join sub_index_allowance
        on
            score.edition = sub_index_allowance.edition
            and score.region_code = sub_index_allowance.region_code
            and score.variable = sub_index_allowance.variable
    group by score.edition, score.region_code
),

unit_total as (
    select
        risk_index.edition,
        risk_index.region_code as row_key,
        'total' as column_name,
        risk_index.total as estimate,
        total_allowance.input_allowance
    from risk_index
    inner join total_allowance
        on
            risk_index.edition = total_allowance.edition
            and risk_index.region_code = total_allowance.region_code
),

{% set single_tables = [
    ("regression_cell", "regression", "term", [
        ("coefficient", "coefficient"), ("std_error", "std_error"),
        ("t", "t_value"), ("p", "p_value"), ("beta", "beta"),
    ]),
    ("model_cell", "fit", "'model'", [
        ("ss", "model_ss"), ("df", "model_df"), ("ms", "model_ms"),
        ("f", "f_statistic"), ("prob_f", "f_p_value"), ("r_squared", "r_squared"),
        ("adj_r_squared", "adj_r_squared"), ("root_mse", "root_mse"),
        ("n", "n_observations"),
    ]),
    ("residual_cell", "fit", "'residual'", [
        ("ss", "residual_ss"), ("df", "residual_df"), ("ms", "residual_ms"),
    ]),
    ("total_cell", "fit", "'total'", [
        ("ss", "total_ss"), ("df", "total_df"), ("ms", "total_ms"),
    ]),
    ("weight_cell", "weight", "variable", [
        ("weight_percent", "weight_percent"), ("beta", "beta"),
        ("bivariate_r_squared", "bivariate_r_squared"),
        ("bivariate_weight", "bivariate_weight"),
    ]),
    ("bivariate_cell", "bivariate", "variable", [
        ("intercept", "intercept"), ("slope", "slope"), ("slope_se", "slope_se"),
        ("r_squared", "r_squared"),
    ]),
    ("moment_cell", "moment",
     "case scope when 'national_sample' then '10/' else '11/' end || variable", [
        ("n", "n_units"), ("mean", "mean"), ("sd", "sd"), ("min", "minimum"),
        ("max", "maximum"), ("max_overall", "max_overall"),
    ]),
    ("robustness_cell", "robustness", "run || '/' || variable", [
        ("weight_percent", "weight_percent"),
    ]),
] %}
{% for name, relation, row_key, columns in single_tables %}
    {{ name }} as (
        {% for column_name, own_name in columns %}
            select
                edition,
                {{ row_key }} as row_key,
                '{{ column_name }}' as column_name,
                cast({{ own_name }} as double) as estimate,
                0 as input_allowance
            from {{ relation }}
            {{ "union all" if not loop.last }}
        {% endfor %}
    ),
{% endfor %}

robustness_fit_cell as (
    select
        edition,
        run || '/all' as row_key,
        'adj_r_squared' as column_name,
        max(adj_r_squared) as estimate,
        0 as input_allowance
    from robustness
    group by edition, run
)

{% for table, cells in [
    ("risk_index_units", "unit_value"),
    ("risk_index_units", "unit_sub_index"),
    ("risk_index_units", "unit_total"),
    ("risk_index_ols", "regression_cell"),
    ("risk_index_ols_anova", "model_cell"),
    ("risk_index_ols_anova", "residual_cell"),
    ("risk_index_ols_anova", "total_cell"),
    ("risk_index_weights", "weight_cell"),
    ("risk_index_bivariate", "bivariate_cell"),
    ("risk_index_moments", "moment_cell"),
    ("risk_index_robustness", "robustness_cell"),
    ("risk_index_robustness", "robustness_fit_cell"),
] %}
    select
        edition,
        '{{ table }}' as source_table,
        row_key,
        column_name,
        estimate,
        cast(coalesce(input_allowance, 0) as double) as input_allowance
    from {{ cells }}
    {{ "union all" if not loop.last }}
{% endfor %}
