"""Which columns the report's tables show, and how: query -> columns."""

from bofast.report.tables import Column

UNIT = Column("region_name", "unit")
TOTAL = Column("total", "total")
VARIABLE = Column("variable", "variable")
TESTS = [
    Column("coefficient", decimals=2),
    Column("std_error", decimals=2),
    Column("t_value", decimals=2),
    Column("p_value", decimals=3),
]
WEIGHTED = [
    "average_age",
    "primary_education_share",
    "single_parent_share",
    "businesses_weighted",
    "low_income_share",
]
# table of the study -> the variable whose values it shows
VALUE_TABLES = dict(zip(["03", "04", "05", "06", "07"], WEIGHTED, strict=True))
FIGURES = {
    "07": "primary_education_share",
    "08": "single_parent_share",
    "09": "average_age",
    "10": "low_income_share",
    "11": "businesses_weighted",
}
MOMENTS = [VARIABLE, *(Column(c, decimals=1) for c in ("mean", "sd", "minimum"))]

LAYOUT = {
    "risk_index_ranking": [
        Column("rank"),
        UNIT,
        Column("total", "total", 1),
        Column("rank_picture", "rank_picture"),
        Column("rank_interval", "interval"),
        Column("leave_one_out", "interval"),
        Column("risk_band", "band"),
        Column("heaviest_variable", "variable_word"),
    ],
    "risk_index_table_02": [UNIT, Column("disability_share", "shaded", 1), TOTAL],
    "risk_index_table_08": [
        Column("variable_number", "text"),
        VARIABLE,
        Column("definition", "definition"),
        Column("construction_period", "text"),
        Column("index_period", "text"),
        Column("unit", "english"),
        Column("source", "english"),
        Column("weight_percent"),
    ],
    "risk_index_selection_steps": [
        Column("step"),
        Column("method", "code"),
        VARIABLE,
        *TESTS,
        Column("is_dropped", "flag"),
        Column("n_observations"),
    ],
    "risk_index_excluded_units": [
        UNIT,
        Column("purpose", "code"),
        Column("exclusion_reason", "code"),
        Column("missing_variable_names", "variables"),
        Column("studentised_residual", decimals=2),
        Column("bonferroni_p", decimals=4),
    ],
    "risk_index_table_09": [
        Column("term", "variable"),
        *TESTS,
        Column("beta", decimals=2),
    ],
    "risk_index_table_09_anova": [
        Column("component", "code"),
        Column("ss", decimals=None),
        Column("df"),
        Column("ms", decimals=None),
        Column("n_observations"),
        Column("f_statistic", decimals=2),
        Column("f_p_value", decimals=4),
        Column("r_squared", decimals=4),
        Column("adj_r_squared", decimals=4),
        Column("root_mse", decimals=4),
    ],
    "risk_index_weights": [
        VARIABLE,
        Column("beta", decimals=3),
        Column("weight_percent", decimals=1),
        Column("bivariate_r_squared", decimals=3),
        Column("bivariate_weight_percent", decimals=1),
    ],
    "risk_index_table_10": [
        *MOMENTS,
        Column("maximum_in_sample", decimals=1),
        Column("maximum_overall", decimals=1),
    ],
    "risk_index_table_11": [
        *MOMENTS,
        Column("maximum", decimals=1),
        Column("n_units"),
    ],
    "risk_index_robustness_runs": [
        Column("run", "run"),
        *(Column(variable, decimals=1) for variable in WEIGHTED),
        Column("population_growth", decimals=1),
        Column("adj_r_squared", decimals=3),
        Column("n_observations"),
        Column("note", "english"),
    ],
    "risk_index_agreement": [
        Column("printed_in", "printed_in"),
        Column("cells"),
        Column("cells_within_rounding"),
        Column("cells_outside"),
        Column("cells_without_estimate"),
    ],
    "risk_index_disagreement": [
        Column("printed_in", "printed_in"),
        Column("cell", "cell_name"),
        Column("published", decimals=None),
        Column("estimate", decimals=None),
        Column("note", "english"),
    ],
    "risk_index_unit_scores": [
        Column("variable", "measure"),
        Column("weighted_points", "points", 1),
        Column("value", decimals=1),
        Column("sub_index", "sub_index"),
        Column("rank_without"),
    ],
} | {
    f"risk_index_table_{number}": [
        UNIT,
        Column(variable, decimals=1),
        Column("sub_index", "sub_index"),
        TOTAL,
    ]
    for number, variable in VALUE_TABLES.items()
}

REGISTER_COMPARISON = [
    Column("measure", "label_head"),
    Column("population", "label"),
    Column("year", "text"),
    Column("value", decimals=1),
    Column("reference", decimals=1),
    Column("difference", decimals=1),
    Column("unit", "label"),
    Column("kind", "label"),
    Column("reference_source", "english"),
]


def table_01(weights: dict[str, str]) -> list[Column]:
    """Return table 1's columns, with each variable's weight under its heading."""
    subs = [Column(f"sub_{v}", "sub_index", note=weights.get(v, "")) for v in WEIGHTED]
    return [UNIT, *subs, TOTAL]
