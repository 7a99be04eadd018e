"""The risk index's statistics as tables over all editions, for dbt's Python models.

Frames come from models and seeds of the warehouse, columns as they are named there:
`values` is int_risk_index_value, `variables` and `editions` the seeds of the edition.
Editions without values, that is without data, have no rows anywhere. An edition with
the weights of another has that one's regression, and no selection of its own; one with
given weights has neither.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from bofast.errors import EstimationError
from bofast.risk_index import alternatives as other_ways
from bofast.risk_index import construction, robustness
from bofast.risk_index.construction import CONSTANT, LEAST_SQUARES, Design

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
ALTERNATIVE_TYPES = {"edition": "str", **other_ways.TYPES}
EXPECTED_TYPES = {
    "edition": "str",
    "outcome_variable": "str",
    "region_code": "str",
    **dict.fromkeys(["observed", "expected", "expected_low", "expected_high"], "float"),
    **dict.fromkeys(["single_low", "single_high"], "float"),
}


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
        return construction.extreme_units(units, design, left)

    return _by_edition(values, variables, editions, run, RESIDUAL_TYPES)


def regression(
    values: pd.DataFrame,
    variables: pd.DataFrame,
    editions: pd.DataFrame,
    selected: pd.DataFrame,
    residual: pd.DataFrame,
    given: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Regressions that the weights come from: one row per edition, step and term.

    Args:
        values: int_risk_index_value.
        variables: seed of the editions' variables.
        editions: seed of the editions.
        selected: what `selection` left.
        residual: which units are extreme.
        given: seed of weights that are given (edition, variable, weight).

    Returns:
        The final regression of each edition with data, or the one it takes its weights
        from. Given weights stand for betas, negative where much is good.

    Raises:
        EstimationError: an edition takes its weights from one that has no data.
    """

    def run(edition: pd.Series, design: Design) -> pd.DataFrame:
        units = _used(values, edition, design, residual)
        left = _left(selected, edition["edition"])
        return construction.least_squares(
            units, design.dependent, left, design.p_limit, design.estimator
        )

    estimated = _by_edition(values, variables, editions, run, REGRESSION_TYPES)
    tables = [estimated]
    for _, edition in _with_values(values, editions).iterrows():
        name = edition["edition"]
        own = _given_weights(name, variables, given)
        source = _source(edition)
        if not own.empty:
            tables.append(own)
        elif source != name:
            taken = estimated[estimated["edition"] == source]
            if taken.empty:
                raise EstimationError(
                    f"risk index, edition {name}: its weights are those of edition"
                    f" {source}, which is not estimated here: the registers have no"
                    " data of it, or it has other weights itself; give the weights in"
                    " risk_index_given_weight instead"
                )
            tables.append(construction.last_step(taken).assign(edition=name, step=1))
    return pd.concat(tables, ignore_index=True) if len(tables) > 1 else estimated


def fit(
    values: pd.DataFrame,
    variables: pd.DataFrame,
    editions: pd.DataFrame,
    residual: pd.DataFrame,
    regressed: pd.DataFrame,
) -> pd.DataFrame:
    """Analysis of variance of the last OLS: one row per edition."""

    def run(edition: pd.Series, design: Design) -> pd.DataFrame:
        if design.estimator != LEAST_SQUARES:
            return pd.DataFrame(columns=list(construction.FIT_STATISTICS))
        units = _used(values, edition, design, residual)
        kept = _final_terms(regressed, edition["edition"]).index.tolist()
        return pd.DataFrame(
            [construction.fit_statistics(units, design.dependent, kept)]
        )

    return _by_edition(values, variables, editions, run, FIT_TYPES)


def expected(
    values: pd.DataFrame,
    variables: pd.DataFrame,
    editions: pd.DataFrame,
    residual: pd.DataFrame,
    regressed: pd.DataFrame,
) -> pd.DataFrame:
    """What each national unit's conditions predict: one row per edition and region."""

    def run(edition: pd.Series, design: Design) -> pd.DataFrame:
        kept = _final_terms(regressed, edition["edition"]).index.tolist()
        return construction.expected(
            _used(values, edition, design, residual),
            national_units(values, edition["edition"]),
            design.dependent,
            kept,
            design.estimator,
            float(edition["expected_level"]),
        ).assign(outcome_variable=design.dependent)

    return _by_edition(values, variables, editions, run, EXPECTED_TYPES)


def alternatives(
    variables: pd.DataFrame,
    editions: pd.DataFrame,
    sub_indexes: pd.DataFrame,
    weight: pd.DataFrame,
) -> pd.DataFrame:
    """Totals and ranks put together in other ways: edition, alternative, region."""
    if sub_indexes.empty:
        return _empty(ALTERNATIVE_TYPES)
    tables = []
    for name in sorted(set(sub_indexes["edition"]) & set(editions["edition"])):
        own = weight[weight["edition"] == name].set_index("variable")["weight"]
        order = variables[variables["edition"] == name].sort_values("sort_order")
        kept = [variable for variable in order["variable"] if variable in own.index]
        indexed = _indexed(sub_indexes, name, kept)
        table = other_ways.alternatives(indexed, own[kept])
        table.insert(0, "edition", name)
        tables.append(table)
    if not tables:
        return _empty(ALTERNATIVE_TYPES)
    return pd.concat(tables, ignore_index=True)


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

    def run(
        edition: pd.Series, source: pd.Series, design: Design, kept: list[str]
    ) -> pd.DataFrame:
        # the last digit of a product of matrices hangs on the number of threads, which
        # other models of the same build set
        with threadpool_limits(os.cpu_count()):
            drawn = robustness.bootstrap_weights(
                _used(values, source, design, residual),
                design.dependent,
                kept,
                int(edition["bootstrap_draws"]),
                int(edition["random_seed"]),
                design.estimator,
            )
        return robustness.rank_intervals(
            _indexed(sub_indexes, edition["edition"], kept), drawn
        )

    return _by_source(values, variables, editions, regressed, run, RANK_TYPES)


def leave_one_out(
    values: pd.DataFrame,
    variables: pd.DataFrame,
    editions: pd.DataFrame,
    residual: pd.DataFrame,
    regressed: pd.DataFrame,
    sub_indexes: pd.DataFrame,
) -> pd.DataFrame:
    """Ranks without each variable: one row per edition, variable and region."""

    def run(
        edition: pd.Series, source: pd.Series, design: Design, kept: list[str]
    ) -> pd.DataFrame:
        return robustness.leave_one_out(
            _used(values, source, design, residual),
            design.dependent,
            kept,
            _indexed(sub_indexes, edition["edition"], kept),
            design.estimator,
        )

    return _by_source(values, variables, editions, regressed, run, LEFT_OUT_TYPES)


def national_units(values: pd.DataFrame, edition: str) -> pd.DataFrame:
    """Return an edition's construction values as units x variables, codes sorted."""
    used = (values["edition"] == edition) & (values["purpose"] == "construction")
    return values[used].pivot(index="region_code", columns="variable", values="value")


def designs(
    variables: pd.DataFrame, editions: pd.DataFrame
) -> Iterator[tuple[pd.Series, Design]]:
    """Yield every edition that is estimated with what it asks of the construction."""
    for _, edition in editions.sort_values("edition").iterrows():
        own = variables[variables["edition"] == edition["edition"]]
        own = own.sort_values("sort_order")
        dependent = own.loc[own["role"] == "dependent", "variable"]
        if dependent.empty:
            continue
        yield (
            edition,
            Design(
                dependent=dependent.item(),
                predictors=tuple(own.loc[own["role"] == "predictor", "variable"]),
                p_limit=float(edition["p_limit"]),
                outlier_p_limit=float(edition["outlier_p_limit"]),
                estimator=str(edition.get("estimator", LEAST_SQUARES)),
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
    """Run something for every edition that is estimated on units of its own."""
    tables = []
    for edition, design in _estimated(values, variables, editions):
        with _named(edition["edition"]):
            table = run(edition, design)
        table.insert(0, "edition", edition["edition"])
        tables.append(table)
    return pd.concat(tables, ignore_index=True) if tables else _empty(types)


def _by_source(
    values: pd.DataFrame,
    variables: pd.DataFrame,
    editions: pd.DataFrame,
    regressed: pd.DataFrame,
    run: Callable[[pd.Series, pd.Series, Design, list[str]], pd.DataFrame],
    types: Mapping[str, str],
) -> pd.DataFrame:
    """Run something for every edition, on the units that its weights come from."""
    estimated = {
        edition["edition"]: (edition, design)
        for edition, design in _estimated(values, variables, editions)
    }
    tables = []
    for _, edition in _with_values(values, editions).iterrows():
        name, source = edition["edition"], _source(edition)
        kept = _final_terms(regressed, name)
        # weights that are given come of no units
        if source not in estimated or kept["coefficient"].isna().all():
            continue
        with _named(name):
            table = run(edition, *estimated[source], kept.index.tolist())
        table.insert(0, "edition", name)
        tables.append(table)
    return pd.concat(tables, ignore_index=True) if tables else _empty(types)


def _estimated(
    values: pd.DataFrame, variables: pd.DataFrame, editions: pd.DataFrame
) -> Iterator[tuple[pd.Series, Design]]:
    if values.empty:
        return
    with_units = set(values.loc[values["purpose"] == "construction", "edition"])
    for edition, design in designs(variables, editions):
        if edition["edition"] in with_units and _source(edition) == edition["edition"]:
            yield edition, design


def _with_values(values: pd.DataFrame, editions: pd.DataFrame) -> pd.DataFrame:
    if values.empty:
        return editions.iloc[:0]
    found = editions["edition"].isin(set(values["edition"]))
    return editions[found].sort_values("edition")


def _source(edition: pd.Series) -> str:
    """Name the edition that an edition's weights are estimated in."""
    source = edition.get("weights_from")
    return str(source) if isinstance(source, str) and source else edition["edition"]


def _given_weights(
    edition: str, variables: pd.DataFrame, given: pd.DataFrame | None
) -> pd.DataFrame:
    if given is None:
        return _empty(REGRESSION_TYPES)
    own = given[given["edition"] == edition]
    if own.empty:
        return _empty(REGRESSION_TYPES)
    known = variables[variables["edition"] == edition].set_index("variable")
    strange = sorted(set(own["variable"]) - set(known.index))
    if strange:
        raise EstimationError(
            f"risk index, edition {edition}: a weight is given for"
            f" {', '.join(strange)}, which is not one of its variables"
        )
    given_weights = own["weight"].to_numpy(dtype=float)
    if not (given_weights >= 0).all() or given_weights.sum() == 0:
        raise EstimationError(
            f"risk index, edition {edition}: weights that are given are 0 or more, and"
            " not all 0"
        )
    sign = np.where(known.loc[own["variable"], "is_reversed"], -1.0, 1.0)
    return pd.DataFrame(
        {
            "edition": edition,
            "term": own["variable"].to_numpy(),
            "beta": given_weights * sign,
            "step": 1,
            "n_observations": 0,
            "is_dropped": False,
        }
    ).reindex(columns=list(REGRESSION_TYPES))


def _empty(types: Mapping[str, str]) -> pd.DataFrame:
    return pd.DataFrame(columns=list(types)).astype(types)


@contextmanager
def _named(edition: str) -> Iterator[None]:
    """Say of which edition the data cannot carry an estimate."""
    try:
        yield
    except EstimationError as error:
        raise EstimationError(f"risk index, edition {edition}: {error}") from None


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
