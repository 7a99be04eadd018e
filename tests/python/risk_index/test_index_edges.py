"""Edges of the index's numbers: ties, nothing that varies, missing values, one unit."""

import duckdb
import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy.stats import gmean, zscore

from bofast.errors import EstimationError
from bofast.risk_index import alternatives as other_ways
from bofast.risk_index import construction, tables

VARIABLES = ["a", "b", "c"]
EDITION = pd.DataFrame(
    {
        "edition": ["x"],
        "p_limit": [0.05],
        "outlier_p_limit": [0.05],
        "expected_level": [0.95],
        "estimator": ["ols"],
        "robust_estimator": ["huber"],
        "weights_from": [None],
        "random_draws": [2],
        "random_seed": [1],
        "bootstrap_draws": [20],
    }
)
DESIGN = pd.DataFrame(
    {
        "edition": "x",
        "variable": ["y", *VARIABLES],
        "role": ["dependent", *["predictor"] * 3],
        "sort_order": range(4),
        "is_reversed": [False, False, True, False],
    }
)


def units(n: int, seed: int = 3) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(
        rng.normal(size=(n, 3)),
        columns=VARIABLES,
        index=pd.Index([f"{i:04}" for i in range(n)], name="region_code"),
    )
    y = table["a"] - 0.8 * table["b"] + 0.6 * table["c"] + rng.normal(size=n)
    return table.assign(y=10 + y)


def values(table: pd.DataFrame, edition: str = "x") -> pd.DataFrame:
    long = table.reset_index().melt("region_code", var_name="variable")
    return long.assign(edition=edition, purpose="construction")


def regressed(
    table: pd.DataFrame, editions: pd.DataFrame = EDITION, **more: pd.DataFrame
) -> pd.DataFrame:
    own = values(table)
    selected = tables.selection(own, DESIGN, editions)
    residual = tables.residuals(own, DESIGN, editions, selected)
    return tables.regression(own, DESIGN, editions, selected, residual, **more)


# --- other ways to put the index together ---------------------------------------------


def index_of(n: int, seed: int = 5) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    raw = pd.DataFrame(rng.uniform(size=(n, 3)), columns=VARIABLES)
    scaled = 100 * (raw - raw.min()) / (raw.max() - raw.min())
    return scaled.set_index(pd.Index([f"{i:04}" for i in range(n)]))


WEIGHT = pd.Series({"a": 0.5, "b": 0.3, "c": 0.2})


def totals(table: pd.DataFrame, way: str) -> np.ndarray:
    return table.loc[table["alternative"] == way, "total"].to_numpy()


def test_alternatives_by_hand() -> None:
    index = index_of(12)
    table = other_ways.alternatives(index, WEIGHT)
    assert totals(table, "equal_weights") == pytest.approx(index.mean(axis=1))
    expected = gmean(1 + 0.99 * index.to_numpy(), axis=1, weights=WEIGHT.to_numpy())
    assert totals(table, "geometric_mean") == pytest.approx(expected)
    standard = zscore(index.to_numpy(), ddof=1)
    assert totals(table, "z_scores") == pytest.approx(standard @ WEIGHT.to_numpy())
    without = index["b"] * 0.3 / 0.5 + index["c"] * 0.2 / 0.5
    assert totals(table, "without_variable: a") == pytest.approx(without)
    # the first axis of the correlations, its squares adding up to 1
    _, vectors = np.linalg.eigh(np.corrcoef(index.to_numpy().T))
    principal = vectors[:, -1] ** 2
    assert totals(table, "pca_weights") == pytest.approx(index.to_numpy() @ principal)
    ranked = table[table["alternative"] == "equal_weights"]
    assert ranked["rank"].to_list() == (
        (-ranked["total"]).rank(method="min").astype(int).to_list()
    )


def test_ties_share_a_place() -> None:
    index = index_of(4)
    index.loc["0001"] = index.loc["0000"]
    table = other_ways.alternatives(index, WEIGHT)
    for _, own in table.groupby("alternative"):
        places = own.set_index("region_code")["rank"]
        assert places["0000"] == places["0001"]


def test_an_indicator_that_does_not_vary() -> None:
    index = index_of(8).assign(c=50.0)
    table = other_ways.alternatives(index, WEIGHT)
    assert np.isfinite(table["total"].to_numpy()).all()
    weight = other_ways.principal_weights(index)
    assert weight["c"] == 0
    assert weight.sum() == pytest.approx(1)


def test_one_unit_alone() -> None:
    table = other_ways.alternatives(index_of(2).head(1), WEIGHT)
    assert set(table["rank"]) == {1}
    assert np.isfinite(table["total"].to_numpy()).all()
    empty = other_ways.alternatives(index_of(2).head(0), WEIGHT)
    assert empty.empty
    assert list(empty.columns) == list(other_ways.TYPES)


def test_one_variable_alone_and_a_weight_of_0() -> None:
    index = index_of(5)
    alone = other_ways.alternatives(index[["a"]], pd.Series({"a": 1.0}))
    assert not alone["variable_left_out"].notna().any()
    zero = pd.Series({"a": 1.0, "b": 0.0, "c": 0.0})
    table = other_ways.alternatives(index, zero)
    # without the only one that weighs nothing is left to add up
    assert "without_variable: a" not in set(table["alternative"])
    assert totals(table, "without_variable: b") == pytest.approx(index["a"])


# --- weights and what is expected -----------------------------------------------------


def test_expected_is_the_prediction_of_statsmodels() -> None:
    table = units(60)
    fit = sm.OLS(table["y"], sm.add_constant(table[VARIABLES])).fit()
    frame = fit.get_prediction(sm.add_constant(table[VARIABLES])).summary_frame(0.05)
    found = construction.expected(table, table, "y", VARIABLES, "ols", 0.95)
    for ours, theirs in (
        ("expected", "mean"),
        ("expected_low", "mean_ci_lower"),
        ("expected_high", "mean_ci_upper"),
        ("single_low", "obs_ci_lower"),
        ("single_high", "obs_ci_upper"),
    ):
        assert found[ours].to_numpy() == pytest.approx(frame[theirs].to_numpy()), ours


def test_a_unit_with_a_missing_value_has_no_expectation() -> None:
    table = units(40)
    table.loc["0007", "b"] = np.nan
    used = table.dropna()
    found = construction.expected(used, table, "y", VARIABLES, "ols", 0.95)
    found = found.set_index("region_code")
    assert len(found) == 40
    assert np.isnan(found.loc["0007", "expected"])
    assert found.loc["0007", "observed"] == table.loc["0007", "y"]
    assert found["expected"].notna().sum() == 39


def test_an_indicator_that_does_not_vary_is_refused_in_words() -> None:
    with pytest.raises(EstimationError, match=r"risk index, edition x: .*c"):
        regressed(units(40).assign(c=1.0))


def test_too_few_units_are_refused_in_words() -> None:
    with pytest.raises(EstimationError, match="risk index, edition x: "):
        regressed(units(3))


def test_the_robust_estimator_leaves_nobody_out() -> None:
    table = units(80)
    table.loc["0003", "y"] += 25
    robust = EDITION.assign(estimator="robust_regression")
    own = values(table)
    selected = tables.selection(own, DESIGN, robust)
    residual = tables.residuals(own, DESIGN, robust, selected)
    assert not residual["is_extreme"].any()
    ordinary = tables.residuals(own, DESIGN, EDITION, selected)
    assert ordinary["is_extreme"].sum() == 1
    terms = tables.regression(own, DESIGN, robust, selected, residual)
    fit = sm.RLM(table["y"], sm.add_constant(table[VARIABLES])).fit()
    final = construction.last_step(terms).set_index("term")["coefficient"]
    assert final[VARIABLES].to_list() == pytest.approx(
        fit.params[VARIABLES].to_list(), rel=0.05
    )
    assert tables.fit(own, DESIGN, robust, residual, terms).empty


def test_weights_that_are_given_stand_for_betas() -> None:
    weight = pd.DataFrame(
        {"edition": "x", "variable": VARIABLES, "weight": [3.0, 1.0, 0.0]}
    )
    editions = EDITION.assign(weights_from="none")
    terms = regressed(units(30), editions, given=weight).set_index("term")
    # negative where much is good
    assert terms["beta"].to_dict() == {"a": 3.0, "b": -1.0, "c": 0.0}
    shares = construction.weights(terms["beta"])
    assert shares.to_dict() == {"a": 0.75, "b": 0.25, "c": 0.0}


GIVEN_FAULTS = {
    "a weight is given for d": (["a", "d"], [1.0, 1.0]),
    "0 or more, and not all 0": (["a", "b"], [0.0, 0.0]),
    "weights that are given are 0 or more": (["a", "b"], [2.0, -1.0]),
}


@pytest.mark.parametrize("message", GIVEN_FAULTS)
def test_given_weights_with_faults(message: str) -> None:
    names, numbers = GIVEN_FAULTS[message]
    weight = pd.DataFrame({"edition": "x", "variable": names, "weight": numbers})
    with pytest.raises(EstimationError, match=f"edition x: .*{message[:20]}"):
        regressed(units(30), EDITION.assign(weights_from="none"), given=weight)


def test_weights_of_an_edition_without_data() -> None:
    with pytest.raises(EstimationError, match="its weights are those of edition 1999"):
        regressed(units(30), EDITION.assign(weights_from="1999"))


# --- sub-indexes ----------------------------------------------------------------------


@hypothesis_settings(max_examples=200, deadline=None)
@given(
    arrays.arrays(
        np.float64,
        st.integers(2, 12),
        elements=st.floats(-1e9, 1e9, allow_subnormal=False).map(
            lambda value: round(value, 2)
        ),
    ).filter(lambda drawn: np.ptp(drawn) > 0)
)
def test_a_sub_index_never_leaves_its_ends(drawn: np.ndarray) -> None:
    """The rule of int_risk_index_sub_index, in the arithmetic of the warehouse."""
    with duckdb.connect() as connection:
        connection.register("drawn", pd.DataFrame({"value": drawn}))
        low, high, reversed_low, reversed_high = connection.execute(
            """
            with ends as (select min(value) as low, max(value) as high from drawn),
            scaled as (
                select
                    least(greatest(100 * (value - low) / (high - low), 0), 100) as up,
                    least(greatest(100 * (high - value) / (high - low), 0), 100) as down
                from drawn, ends
            )
            select min(up), max(up), min(down), max(down) from scaled
            """
        ).fetchall()[0]
    assert (low, reversed_low) == (0.0, 0.0)
    assert high == pytest.approx(100.0, abs=1e-9)
    assert max(high, reversed_high) <= 100.0
