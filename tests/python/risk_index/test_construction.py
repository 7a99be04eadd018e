"""The statistics of the risk index, against statsmodels, by hand and on edge cases."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from bofast.errors import EstimationError
from bofast.risk_index import construction, robustness
from bofast.risk_index.construction import CONSTANT, Design

DESIGN = Design("y", ("a", "b", "noise"), p_limit=0.10, outlier_p_limit=0.05)


def make_units(n: int = 200, seed: int = 1) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    units = pd.DataFrame(
        random.normal(size=(n, 3)),
        columns=["a", "b", "noise"],
        index=[f"{code:04d}" for code in range(n)],
    )
    units["y"] = 2 * units["a"] - units["b"] + random.normal(size=n)
    return units


def test_selection_drops_the_least_significant_and_keeps_every_step() -> None:
    steps = construction.robust_selection(make_units(), DESIGN)
    dropped = steps[steps["is_dropped"]]
    assert dropped[["step", "variable"]].to_numpy().tolist() == [[1, "noise"]]
    assert construction.last_step(steps)["variable"].tolist() == ["a", "b"]
    assert (construction.last_step(steps)["p_value"] <= DESIGN.p_limit).all()


def test_selection_is_hubers_regression() -> None:
    units = make_units()
    steps = construction.robust_selection(units, DESIGN)
    fit = sm.RLM(
        units["y"], sm.add_constant(units[["a", "b"]]), M=sm.robust.norms.HuberT()
    ).fit()
    last = construction.last_step(steps).set_index("variable")
    assert last["coefficient"].to_dict() == pytest.approx(
        fit.params[["a", "b"]].to_dict()
    )


def test_selection_by_biweight_goes_on_from_huber() -> None:
    units = make_units()
    units.loc["0000", ["a", "y"]] = [8.0, -80.0]
    steps = construction.robust_selection(
        units, replace(DESIGN, robust_estimator="biweight")
    )
    x = sm.add_constant(units[["a", "b"]])
    huber = sm.RLM(units["y"], x, M=sm.robust.norms.HuberT()).fit()
    fit = sm.RLM(units["y"], x, M=sm.robust.norms.TukeyBiweight()).fit(
        start_params=huber.params.to_numpy()
    )
    last = construction.last_step(steps).set_index("variable")
    assert last["coefficient"].to_dict() == pytest.approx(
        fit.params[["a", "b"]].to_dict()
    )
    # a unit beyond the biweight's reach has no weight at all
    assert fit.weights.iloc[0] == 0 < huber.weights.iloc[0]


def test_selection_resists_an_extreme_unit_that_moves_least_squares() -> None:
    units = make_units()
    units.loc["0000", ["a", "y"]] = [8.0, -80.0]
    robust = construction.last_step(construction.robust_selection(units, DESIGN))
    plain = construction.least_squares(units, "y", ["a", "b"], p_limit=1.0)
    error = [
        abs(table["coefficient"].iloc[0] - 2)
        for table in (robust.reset_index(drop=True), plain)
    ]
    assert error[0] < 0.25 < error[1]


def test_only_the_extreme_unit_is_found() -> None:
    units = make_units()
    units.loc["0007", "y"] += 9
    table = construction.residuals(units, "y", ["a", "b"], 0.05)
    assert table.loc[table["is_extreme"], "region_code"].tolist() == ["0007"]


def test_a_variable_no_longer_significant_goes_in_the_recheck() -> None:
    steps = construction.least_squares(make_units(), "y", ["a", "b", "noise"], 0.10)
    assert steps.loc[steps["is_dropped"], "term"].tolist() == ["noise"]
    assert construction.last_step(steps)["term"].tolist() == ["a", "b", CONSTANT]


def test_beta_is_the_slope_between_standardised_variables() -> None:
    units = make_units()
    z = (units - units.mean()) / units.std(ddof=1)
    fit = sm.OLS(z["y"], z[["a", "b"]]).fit()
    table = construction.least_squares(units, "y", ["a", "b"], 1.0).set_index("term")
    assert table.loc[["a", "b"], "beta"].tolist() == pytest.approx(fit.params.tolist())
    assert np.isnan(table.loc[CONSTANT, "beta"])


def test_units_with_a_missing_variable_are_left_out() -> None:
    units = make_units()
    units.loc["0003", "noise"] = np.nan
    steps = construction.robust_selection(units, DESIGN)
    assert set(steps["n_observations"]) == {199}


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda u: u.assign(b=1.0), "b: the same value in all 200 units"),
        (lambda u: u.head(4), "4 complete units cannot estimate 3 variables"),
        (lambda u: u.assign(noise=u["a"] - 2 * u["b"]), "linear combination"),
        (lambda u: u.assign(y=np.tile([1.0, -1, -1, 1], 50)), "none of a, b, noise"),
    ],
)
def test_data_that_cannot_carry_the_estimate_are_refused(spoil, message) -> None:
    with pytest.raises(EstimationError, match=message):
        construction.robust_selection(spoil(make_units()), DESIGN)


def test_weights_are_the_studys() -> None:
    betas = pd.Series([0.30, 0.30, 0.23, -0.18, 0.10])
    shares = (100 * construction.weights(betas)).round().astype(int)
    assert shares.tolist() == [27, 27, 21, 16, 9]


def test_equal_totals_share_a_rank() -> None:
    totals = np.array([[5.0, 9.0, 5.0, 1.0], [1.0, 2.0, 3.0, 4.0]])
    assert robustness.ranks(totals).tolist() == [[2, 1, 2, 4], [4, 3, 2, 1]]


def test_bootstrap_weights_equal_a_regression_on_each_resample() -> None:
    units = make_units(60)
    drawn = robustness.bootstrap_weights(units, "y", ["a", "b"], draws=5, seed=3)
    counts = np.random.default_rng(3).multinomial(60, np.full(60, 1 / 60), size=5)
    for row, count in zip(drawn, counts, strict=True):
        resample = units.loc[units.index.repeat(count)]
        fit = construction.least_squares(resample, "y", ["a", "b"], p_limit=1.0)
        beta = fit[fit["term"] != CONSTANT]["beta"]
        assert row == pytest.approx(construction.weights(beta).to_numpy())


def test_rank_intervals_hold_the_rank_and_are_points_without_variation() -> None:
    sub_index = pd.DataFrame(
        {"a": [0.0, 50, 100], "b": [100.0, 50, 0]}, ["x", "y", "z"]
    )
    fixed = robustness.rank_intervals(sub_index, np.tile([0.75, 0.25], (10, 1)))
    assert fixed["rank_low"].tolist() == fixed["rank_high"].tolist() == [3, 2, 1]
    moved = robustness.rank_intervals(
        sub_index, np.array([[0.75, 0.25]] * 5 + [[0.25, 0.75]] * 5)
    )
    assert moved["rank_low"].tolist() == [1, 2, 1]
    assert moved["rank_high"].tolist() == [3, 2, 3]


def test_leaving_a_variable_out_ranks_by_the_others_alone() -> None:
    sub_index = pd.DataFrame(
        {"a": [0.0, 50, 100], "b": [100.0, 50, 0]}, ["x", "y", "z"]
    )
    table = robustness.leave_one_out(make_units(), "y", ["a", "b"], sub_index)
    without_a = table[table["variable_left_out"] == "a"]
    assert without_a["total"].tolist() == pytest.approx([100, 50, 0])
    assert without_a["rank"].tolist() == [1, 2, 3]


def test_scenarios_change_what_they_name() -> None:
    units = make_units(8)
    units.index = ["0001", "0002", "0003", "0004", "0005", "110301", "110302", "120101"]
    runs = dict(robustness.scenarios(units, {"1103": ["a"]}, draws=2, seed=1))
    assert list(runs) == [
        "as_published",
        "1103_draw_01",
        "1103_draw_02",
        "1103_left_out",
        "districts_left_out",
    ]
    changed = runs["1103_draw_01"] != units
    assert changed.stack()[lambda c: c].index.tolist() == [
        ("110301", "a"),
        ("110302", "a"),
    ]
    assert runs["1103_left_out"].index.tolist() == [*units.index[:5], "120101"]
    assert runs["districts_left_out"].index.tolist() == list(units.index[:5])


def test_a_city_has_one_set_of_runs_whatever_it_lends() -> None:
    units = make_units(8)
    units.index = ["0001", "0002", "0003", "0004", "0005", "110301", "500101", "120101"]
    borrowed = {"1103": ["a", "b"], "5001": ["a"]}
    names = [name for name, _ in robustness.scenarios(units, borrowed, 1, seed=1)]
    assert len(names) == len(set(names))
    assert {"1103_draw_01", "5001_draw_01", "1103_left_out", "5001_left_out"} < set(
        names
    )


def test_of_one_variable_alone_nothing_is_left_out() -> None:
    table = robustness.leave_one_out(
        make_units(), "y", ["a"], pd.DataFrame({"a": [0.0, 100]}, ["x", "y"])
    )
    assert table.empty
    assert list(table) == ["variable_left_out", "region_code", "total", "rank"]


def test_a_run_without_an_estimate_says_why() -> None:
    units = make_units(9)
    units.index = ["0001", "0002", "0003"] + [f"12010{i}" for i in range(6)]
    table = robustness.robustness_runs(units, DESIGN, {}, draws=0, seed=1)
    left_out = table[table["run"] == "districts_left_out"]
    assert left_out["weight"].isna().all()
    assert left_out["note"].str.contains("3 complete units cannot estimate").all()
