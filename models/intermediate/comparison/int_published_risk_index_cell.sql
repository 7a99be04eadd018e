-- Rule: every number that the study prints, one row each, under the table and cell it
-- stands in.
-- Source: study, tables 1-11, figures 7-11, note * of table 8.
-- Grain: source_table, row_key, column_name.

with unit_cell as (
    {{ unpivot_numbers(
        ref("int_published_unit"),
        "region_code",
        [
            "average_age", "primary_education_share", "single_parent_share",
            "businesses_weighted", "low_income_share", "disability_share",
            "sub_average_age", "sub_primary_education_share",
            "sub_single_parent_share", "sub_businesses_weighted",
            "sub_low_income_share", "total",
        ],
        "published",
    ) }}
),

ols_cell as (
    {{ unpivot_numbers(
        ref("published_risk_index_ols"),
        "term",
        ["coefficient", "std_error", "t", "p", "beta"],
        "published",
    ) }}
),

anova_cell as (
    {{ unpivot_numbers(
        ref("published_risk_index_ols_anova"),
        "source",
        [
            "ss", "df", "ms", "f", "prob_f", "r_squared", "adj_r_squared", "root_mse",
            "n",
        ],
        "published",
    ) }}
),

weight_cell as (
    {{ unpivot_numbers(
        ref("published_risk_index_weights"),
        "variable",
        ["weight_percent", "beta", "bivariate_r_squared", "bivariate_weight"],
        "published",
    ) }}
),

bivariate_cell as (
    {{ unpivot_numbers(
        ref("published_risk_index_bivariate"),
        "variable",
        ["intercept", "slope", "slope_se", "r_squared"],
        "published",
    ) }}
),

moment_cell as (
    {{ unpivot_numbers(
        ref("published_risk_index_moments"),
        adapter.quote("table") ~ " || '/' || variable",
        ["n", "mean", "sd", "min", "max", "max_overall"],
        "published",
    ) }}
),

robustness_cell as (
    select
        run || '/' || variable as row_key,
        column_name,
        value as published
    from {{ ref("published_risk_index_robustness") }}
)

{% for table, cells in [
    ("risk_index_units", "unit_cell"),
    ("risk_index_ols", "ols_cell"),
    ("risk_index_ols_anova", "anova_cell"),
    ("risk_index_weights", "weight_cell"),
    ("risk_index_bivariate", "bivariate_cell"),
    ("risk_index_moments", "moment_cell"),
    ("risk_index_robustness", "robustness_cell"),
] %}
    select
        '{{ table }}' as source_table,
        row_key,
        column_name,
        published
    from {{ cells }}
    {{ "union all" if not loop.last }}
{% endfor %}
