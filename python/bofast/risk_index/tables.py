"""The risk index's statistics as tables over all editions, for dbt's Python models.

Frames come from models and seeds of the warehouse, columns as they are named there:
`values` is int_risk_index_value, `variables` and `editions` the seeds of the edition.
Without regional registers there are no values, and every table is empty.
"""

from collections.abc import Callable, Iterator, Mapping

import pandas as pd

from bofast.errors import EstimationError
from bofast.risk_index import construction, robustness
from bofast.risk_index.construction import CONSTANT, Design

# columns of the tables, which an empty one has no rows to tell from
ESTIMATE_TYPES = dict.fromkeys(
    ["coefficient", "std_error", "t_value", "p_value"], "float"
)
SELECTION_TYPES = {
    "edition": "str",
    "variable": "str",
    **ESTIMATE_TYPES,
    "step": "int",
    "method": "str",
    "n_observations": "int",
    "is_dropped": "bool",
}
RESIDUAL_TYPES = {
    "edition": "str",
    "region_code": "str",
    "studentised_residual": "float",
    "bonferroni_p": "float",
    "is_extreme": "bool",
}
REGRESSION_TYPES = {
    "edition": "str",
    "term": "str",
    **ESTIMATE_TYPES,
    "beta": "float",
    "step": "int",
    "n_observations": "int",
    "adj_r_squared": "float",
    "is_dropped": "bool",
}
FIT_TYPES = {
    "edition": "str",
    **dict.fromkeys(construction.FIT_STATISTICS, "float"),
}
ROBUSTNESS_TYPES = {
    "edition": "str",
    "variable": "str",
    "run": "str",
    "note": "str",
    **dict.fromkeys(robustness.RESULTS, "float"),
    "n_observations": "int",
}
RANK_TYPES = {
    "edition": "str",
    "region_code": "str",
    "rank_low": "int",
    "rank_high": "int",
    "total_low": "float",
    "total_high": "float",
}
LEFT_OUT_TYPES = {"edition": "str", **robustness.LEFT_OUT_TYPES}


def selection(
    values: pd.DataFrame, variables: pd.DataFrame, editions: pd.DataFrame
) -> pd.DataFrame:
    """Robust regressions of every edition: one row per edition, step and variable."""

    def run(edition: pd.Series, design: Design) -> pd.DataFrame:
        units = national_units(values, edition["edition"])
        return construction.robust_selection(units, design)

    return _by_edition(values, variables, editions, run, SELECTION_TYPES)


def residuals(
    values: pd.DataFrame,
    variables: pd.DataFrame,
    editions: pd.DataFrame,
    selected: pd.DataFrame,
) -> pd.DataFrame:
    """Residuals of the OLS on the variables that `selection` left, unit by unit."""

    def run(edition: pd.Series, design: Design) -> pd.DataFrame:
        units = _complete(values, edition, design)
        left = _left(selected, edition["edition"])
        return construction.residuals(
            units, design.dependent, left, design.outlier_p_limit
        )

    return _by_edition(values, variables, editions, run, RESIDUAL_TYPES)


def regression(
    values: pd.DataFrame,
    variables: pd.DataFrame,
    editions: pd.DataFrame,
    selected: pd.DataFrame,
    residual: pd.DataFrame,
) -> pd.DataFrame:
    """OLS without the extreme units: one row per edition, step and term."""

    def run(edition: pd.Series, design: Design) -> pd.DataFrame:
        units = _used(values, edition, design, residual)
        left = _left(selected, edition["edition"])
        return construction.least_squares(units, design.dependent, left, design.p_limit)

    return _by_edition(values, variables, editions, run, REGRESSION_TYPES)


def fit(
    values: pd.DataFrame,
    variables: pd.DataFrame,
    editions: pd.DataFrame,
    residual: pd.DataFrame,
    regressed: pd.DataFrame,
) -> pd.DataFrame:
    """Analysis of variance of the last OLS: one row per edition."""

    def run(edition: pd.Series, design: Design) -> pd.DataFrame:
        units = _used(values, edition, design, residual)
        kept = _final_terms(regressed, edition["edition"]).index.tolist()
        return pd.DataFrame(
            [construction.fit_statistics(units, design.dependent, kept)]
        )

    return _by_edition(values, variables, editions, run, FIT_TYPES)


def robustness_runs(
    values: pd.DataFrame,
    variables: pd.DataFrame,
    editions: pd.DataFrame,
    city_values: pd.DataFrame,
) -> pd.DataFrame:
    """Weights under each run of table 8's note: one row per edition, run, variable."""

    def run(edition: pd.Series, design: Design) -> pd.DataFrame:
        units = national_units(values, edition["edition"])
        named = city_values[city_values["edition"] == edition["edition"]]
        return robustness.robustness_runs(
            units,
            design,
            named.groupby("municipality_code")["variable"].apply(list).to_dict(),
            int(edition["random_draws"]),
            int(edition["random_seed"]),
        )

    return _by_edition(values, variables, editions, run, ROBUSTNESS_TYPES)


def rank_intervals(
    values: pd.DataFrame,
    variables: pd.DataFrame,
    editions: pd.DataFrame,
    residual: pd.DataFrame,
    regressed: pd.DataFrame,
    sub_indexes: pd.DataFrame,
) -> pd.DataFrame:
    """Ranks under the bootstrap of national units: one row per edition and region."""

    def run(edition: pd.Series, design: Design) -> pd.DataFrame:
        units = _used(values, edition, design, residual)
        kept = _final_terms(regressed, edition["edition"]).index.tolist()
        drawn = robustness.bootstrap_weights(
            units,
            design.dependent,
            kept,
            int(edition["bootstrap_draws"]),
            int(edition["random_seed"]),
        )
        return robustness.rank_intervals(
            _indexed(sub_indexes, edition["edition"], kept), drawn
        )

    return _by_edition(values, variables, editions, run, RANK_TYPES)


def leave_one_out(
    values: pd.DataFrame,
    variables: pd.DataFrame,
    editions: pd.DataFrame,
    residual: pd.DataFrame,
    regressed: pd.DataFrame,
    sub_indexes: pd.DataFrame,
) -> pd.DataFrame:
    """Ranks without each variable: one row per edition, variable and region."""

    def run(edition: pd.Series, design: Design) -> pd.DataFrame:
        units = _used(values, edition, design, residual)
        kept = _final_terms(regressed, edition["edition"]).index.tolist()
        indexed = _indexed(sub_indexes, edition["edition"], kept)
        return robustness.leave_one_out(units, design.dependent, kept, indexed)

    return _by_edition(values, variables, editions, run, LEFT_OUT_TYPES)


def national_units(values: pd.DataFrame, edition: str) -> pd.DataFrame:
    """Return an edition's construction values as units x variables, codes sorted."""
    used = (values["edition"] == edition) & (values["purpose"] == "construction")
    return values[used].pivot(index="region_code", columns="variable", values="value")


def designs(
    variables: pd.DataFrame, editions: pd.DataFrame
) -> Iterator[tuple[pd.Series, Design]]:
    """Yield every edition with what it asks of the construction."""
    for _, edition in editions.sort_values("edition").iterrows():
        own = variables[variables["edition"] == edition["edition"]]
        own = own.sort_values("sort_order")
        yield (
            edition,
            Design(
                dependent=own.loc[own["role"] == "dependent", "variable"].item(),
                predictors=tuple(own.loc[own["role"] == "predictor", "variable"]),
                p_limit=float(edition["p_limit"]),
                outlier_p_limit=float(edition["outlier_p_limit"]),
                robust_estimator=str(edition["robust_estimator"]),
            ),
        )


def _by_edition(
    values: pd.DataFrame,
    variables: pd.DataFrame,
    editions: pd.DataFrame,
    run: Callable[[pd.Series, Design], pd.DataFrame],
    types: Mapping[str, str],
) -> pd.DataFrame:
    if values.empty:
        return pd.DataFrame(columns=list(types)).astype(types)
    tables = []
    for edition, design in designs(variables, editions):
        try:
            table = run(edition, design)
        except EstimationError as error:
            raise EstimationError(
                f"risk index, edition {edition['edition']}: {error}"
            ) from None
        table.insert(0, "edition", edition["edition"])
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def _complete(values: pd.DataFrame, edition: pd.Series, design: Design) -> pd.DataFrame:
    units = national_units(values, edition["edition"])
    return construction.complete_units(units, [design.dependent, *design.predictors])


def _used(
    values: pd.DataFrame, edition: pd.Series, design: Design, residual: pd.DataFrame
) -> pd.DataFrame:
    extreme = residual[
        (residual["edition"] == edition["edition"]) & residual["is_extreme"]
    ]
    units = _complete(values, edition, design)
    return units.loc[~units.index.isin(extreme["region_code"])]


def _left(selected: pd.DataFrame, edition: str) -> list[str]:
    steps = selected[selected["edition"] == edition]
    return list(construction.last_step(steps)["variable"])


def _final_terms(regressed: pd.DataFrame, edition: str) -> pd.DataFrame:
    final = construction.last_step(regressed[regressed["edition"] == edition])
    return final[final["term"] != CONSTANT].set_index("term")


def _indexed(
    sub_indexes: pd.DataFrame, edition: str, variables: list[str]
) -> pd.DataFrame:
    own = sub_indexes[sub_indexes["edition"] == edition]
    wide = own.pivot(index="region_code", columns="variable", values="sub_index")
    return construction.complete_units(wide, variables)
