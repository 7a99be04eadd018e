"""Which columns the report's tables show, and how: query -> columns."""

from bofast.report.tables import TableColumn

UNIT = TableColumn("region_name", "unit")
TOTAL = TableColumn("total", "total")
VARIABLE = TableColumn("variable", "variable")
TESTS = [
    TableColumn("coefficient", decimals=2),
    TableColumn("std_error", decimals=2),
    TableColumn("t_value", decimals=2),
    TableColumn("p_value", decimals=3),
]
# who a unit is held beside -> column of the unit's table
REFERENCES = {"county": "county_median", "country": "country_median"}
MOMENTS = [VARIABLE, *(TableColumn(c, decimals=1) for c in ("mean", "sd", "minimum"))]

LAYOUT = {
    "risk_index_ranking": [
        TableColumn("rank"),
        UNIT,
        TableColumn("total", "total", 1),
        TableColumn("rank_picture", "rank_picture"),
        TableColumn("rank_interval", "interval"),
        TableColumn("leave_one_out", "interval"),
        TableColumn("risk_band", "band"),
        TableColumn("heaviest_variable", "variable_word"),
    ],
    "risk_index_table_02": [UNIT, TableColumn("disability_share", "shaded", 1), TOTAL],
    "risk_index_table_08": [
        TableColumn("variable_number", "text"),
        VARIABLE,
        TableColumn("definition", "definition"),
        TableColumn("construction_period", "text"),
        TableColumn("index_period", "text"),
        TableColumn("unit", "english"),
        TableColumn("source", "english"),
        TableColumn("weight_percent"),
    ],
    "risk_index_selection_steps": [
        TableColumn("step"),
        TableColumn("method", "code"),
        VARIABLE,
        *TESTS,
        TableColumn("is_dropped", "flag"),
        TableColumn("n_observations"),
    ],
    "risk_index_excluded_units": [
        UNIT,
        TableColumn("purpose", "code"),
        TableColumn("exclusion_reason", "code"),
        TableColumn("missing_variable_names", "variables"),
        TableColumn("studentised_residual", decimals=2),
        TableColumn("bonferroni_p", decimals=4),
    ],
    "risk_index_table_09": [
        TableColumn("term", "variable"),
        *TESTS,
        TableColumn("beta", decimals=2),
    ],
    "risk_index_table_09_anova": [
        TableColumn("component", "code"),
        TableColumn("ss", decimals=None),
        TableColumn("df"),
        TableColumn("ms", decimals=None),
        TableColumn("n_observations"),
        TableColumn("f_statistic", decimals=2),
        TableColumn("f_p_value", decimals=4),
        TableColumn("r_squared", decimals=4),
        TableColumn("adj_r_squared", decimals=4),
        TableColumn("root_mse", decimals=4),
    ],
    "risk_index_weights": [
        VARIABLE,
        TableColumn("beta", decimals=3),
        TableColumn("weight_percent", decimals=1),
        TableColumn("bivariate_r_squared", decimals=3),
        TableColumn("bivariate_weight_percent", decimals=1),
    ],
    "risk_index_table_10": [
        *MOMENTS,
        TableColumn("maximum_in_sample", decimals=1),
        TableColumn("maximum_overall", decimals=1),
    ],
    "risk_index_table_11": [
        *MOMENTS,
        TableColumn("maximum", decimals=1),
        TableColumn("n_units"),
    ],
    "risk_index_expected_units": [
        TableColumn("place"),
        UNIT,
        TableColumn("observed", decimals=1),
        TableColumn("expected", decimals=1),
        TableColumn("difference", "signed", 1),
        TableColumn("difference_interval", "difference_interval", 1),
        TableColumn("position_in_interval", "code"),
    ],
    "risk_index_alternatives": [
        TableColumn("alternative", "alternative"),
        TableColumn("rank_correlation", decimals=2),
        TableColumn("mean_rank_shift", decimals=1),
        TableColumn("largest_rank_shift"),
        TableColumn("region_name", "unit"),
    ],
    "risk_index_change_units": [
        UNIT,
        TableColumn("total_then", decimals=1),
        TableColumn("total_now", decimals=1),
        TableColumn("total_change", "signed", 1),
        TableColumn("rank_then"),
        TableColumn("rank_now"),
        TableColumn("missing_variable_names", "variables"),
    ],
    "risk_index_agreement": [
        TableColumn("printed_in", "printed_in"),
        TableColumn("cells"),
        TableColumn("cells_within_rounding"),
        TableColumn("cells_outside"),
        TableColumn("cells_without_estimate"),
    ],
    "risk_index_disagreement": [
        TableColumn("printed_in", "printed_in"),
        TableColumn("cell", "cell_name"),
        TableColumn("published", decimals=None),
        TableColumn("estimate", decimals=None),
        TableColumn("note", "english"),
    ],
    "risk_index_unit_scores": [
        TableColumn("variable", "measure"),
        TableColumn("weighted_points", "points", 1),
        TableColumn("value", decimals=1),
        TableColumn("county_median", decimals=1),
        TableColumn("country_median", decimals=1),
        TableColumn("sub_index", "sub_index"),
        TableColumn("rank_without"),
    ],
}

REGISTER_COMPARISON = [
    TableColumn("measure", "label_head"),
    TableColumn("population", "label"),
    TableColumn("year", "text"),
    TableColumn("value", decimals=1),
    TableColumn("reference", decimals=1),
    TableColumn("difference", decimals=1),
    TableColumn("unit", "label"),
    TableColumn("kind", "label"),
    TableColumn("reference_source", "label"),
]


def sub_indexes(names: list[str], weights: dict[str, str]) -> list[TableColumn]:
    """Return table 1's columns, with each variable's weight under its heading."""
    subs = [
        TableColumn(f"sub_{v}", "sub_index", note=weights.get(v, "")) for v in names
    ]
    return [UNIT, *subs, TOTAL]


def value_table() -> list[TableColumn]:
    """Return the columns of a table of a variable's values (tables 3-7)."""
    columns = [TableColumn("value", decimals=1), TableColumn("sub_index", "sub_index")]
    return [UNIT, *columns, TOTAL]


def robustness_runs(names: list[str]) -> list[TableColumn]:
    """Return the columns of the runs: a weight per variable, by its name."""
    return [
        TableColumn("run", "run"),
        *(TableColumn(name, decimals=1) for name in names),
        TableColumn("adj_r_squared", decimals=3),
        TableColumn("n_observations"),
        TableColumn("note", "english"),
    ]
