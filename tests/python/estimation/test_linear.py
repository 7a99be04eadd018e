"""Linear probability models against statsmodels on the same persons."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from people import OUTCOMES, TERMS, as_cells, invented

from bofast.estimation.cells import collapse
from bofast.estimation.design import Term, design_matrix, independent_columns
from bofast.estimation.linear import LinearFit, fit_linear

pytestmark = pytest.mark.filterwarnings("error")

PERSONS = invented(900)


def fitted(persons: pd.DataFrame, terms: tuple[Term, ...] = TERMS) -> LinearFit:
    cells = as_cells(persons)
    return fit_linear(design_matrix(cells.covariates, terms), cells, len(OUTCOMES))


@pytest.mark.parametrize("outcome", range(3))
def test_estimates_and_errors_are_those_of_statsmodels(outcome: int) -> None:
    fit = fitted(PERSONS)
    y = (PERSONS["outcome"] == OUTCOMES[outcome]).to_numpy(float)
    ols = sm.OLS(y, design_matrix(PERSONS, TERMS)).fit()
    families = ols.get_robustcov_results("cluster", groups=PERSONS["family_number"])
    for ours, theirs in (
        (fit.estimates, ols.params),
        (fit.std_errors, ols.bse),
        (fit.robust, ols.HC1_se),
        (fit.clustered, families.bse),
        (fit.t_values, ols.tvalues),
        (fit.p_values, ols.pvalues),
    ):
        np.testing.assert_allclose(ours[:, outcome], theirs, rtol=1e-8)
    assert fit.r_squared[outcome] == pytest.approx(ols.rsquared, rel=1e-10)
    assert (fit.persons, fit.families) == (900, PERSONS["family_number"].nunique())


def test_outcomes_add_up() -> None:
    fit = fitted(PERSONS)
    sums = fit.estimates.sum(axis=1)
    np.testing.assert_allclose(sums, [1, 0, 0, 0, 0, 0], atol=1e-12)


def test_a_term_that_depends_on_earlier_ones_has_no_estimate() -> None:
    male = Term("male", "sex", "sex", "male")
    terms = (*TERMS[:4], male, *TERMS[4:])
    fit, without = fitted(PERSONS, terms), fitted(PERSONS)
    assert fit.kept.tolist() == [True, True, True, True, False, True, True]
    assert np.isnan(fit.estimates[4]).all()
    np.testing.assert_allclose(fit.estimates[fit.kept], without.estimates, rtol=1e-9)
    np.testing.assert_allclose(fit.std_errors[fit.kept], without.std_errors, rtol=1e-9)


def test_a_category_of_nobody_has_no_estimate() -> None:
    nobody = Term("family", "background", "background", "family")
    fit = fitted(PERSONS, (*TERMS, nobody))
    assert fit.kept.tolist() == [True] * 6 + [False]
    assert np.isfinite(fit.estimates[:6]).all()


def test_no_more_persons_than_terms_is_no_model() -> None:
    few = PERSONS.head(6).assign(
        age=[20, 31, 43, 56, 61, 64],
        sex=["male", "female"] * 3,
        background=["nordic", "work", "refuge", "work", "nordic", "refuge"],
    )
    fit = fitted(few)
    assert not fit.enough
    assert np.isnan(fit.estimates).all()
    assert fitted(pd.concat([few, PERSONS.tail(9)])).enough


@pytest.mark.parametrize(("had", "constant"), [("stay", 1), ("emigration", 0)])
def test_an_outcome_of_everybody_or_nobody_has_no_t_value(
    had: str, constant: int
) -> None:
    fit = fitted(PERSONS.assign(outcome=["stay", *["stay"] * 899]))
    outcome = OUTCOMES.index(had)
    expected = [constant, 0, 0, 0, 0, 0]
    np.testing.assert_allclose(fit.estimates[:, outcome], expected, atol=1e-10)
    assert np.isnan(fit.t_values[:, outcome]).all()
    assert np.isnan(fit.p_values[:, outcome]).all()
    assert np.isnan(fit.r_squared[outcome])
    assert not fit.std_errors[:, outcome].any()


def test_an_exact_fit_has_no_error_and_no_t_value() -> None:
    """Whoever came for work emigrates and nobody else: nothing is left to chance."""
    leaves = PERSONS["background"] == "work"
    others = PERSONS[~leaves & (PERSONS["outcome"] != "emigration")]
    fit = fitted(pd.concat([PERSONS[leaves].assign(outcome="emigration"), others]))
    at = OUTCOMES.index("emigration")
    assert fit.exact.tolist() == [False, False, True]
    np.testing.assert_allclose(fit.estimates[:, at], [0, 0, 0, 0, 1, 0], atol=1e-9)
    for errors in (fit.std_errors, fit.robust, fit.clustered):
        assert (errors[:, at] == 0).all()
        assert (errors[:, 0] > 0).all()
    assert np.isnan(fit.t_values[:, at]).all()
    assert np.isnan(fit.p_values[:, at]).all()
    assert fit.r_squared[at] == 1
    assert np.isfinite(fit.t_values[:, 0]).all()


def test_one_person_who_does_not_fit_is_no_rounding() -> None:
    leaves = (PERSONS["background"] == "work") ^ (PERSONS.index == 0)
    fit = fitted(PERSONS.assign(outcome=np.where(leaves, "emigration", "stay")))
    assert not fit.exact[OUTCOMES.index("emigration")]
    assert np.isfinite(fit.t_values[:, OUTCOMES.index("emigration")]).all()


def test_nobody_at_all_is_no_model() -> None:
    fit = fitted(PERSONS.head(0))
    assert (fit.persons, fit.families, fit.enough) == (0, 0, False)


def test_one_family_has_no_error_by_family() -> None:
    fit = fitted(PERSONS.assign(family_number=1))
    assert np.isnan(fit.clustered).all()
    assert np.isfinite(fit.robust).all()


@settings(max_examples=30, deadline=None)
@given(size=st.integers(30, 300), seed=st.integers(0, 10_000))
def test_larger_cells_give_the_same_estimates(size: int, seed: int) -> None:
    """Persons one by one, cells, and cells that forget what no term asks about."""
    persons = invented(size, seed)
    terms = TERMS[:4]
    one_by_one = persons.assign(background=[f"b{n}" for n in range(size)])
    fine, coarse = (
        fit_linear(design_matrix(cells.covariates, terms), cells, 3)
        for cells in (
            as_cells(one_by_one),
            collapse(as_cells(persons), ["sex", "age"]),
        )
    )
    np.testing.assert_allclose(fine.estimates, coarse.estimates, atol=1e-9)
    np.testing.assert_allclose(fine.robust, coarse.robust, rtol=1e-6)
    np.testing.assert_allclose(fine.clustered, coarse.clustered, rtol=1e-6)


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_independent_columns_are_as_many_as_the_rank(data: st.DataObject) -> None:
    """Dummies of overlapping groups, in any order, with columns repeated."""
    rows = data.draw(st.integers(2, 40))
    names = data.draw(st.lists(st.sampled_from("abcd"), min_size=rows, max_size=rows))
    groups = np.array(names)
    columns = [np.ones(rows)]
    for wanted in data.draw(
        st.lists(st.sets(st.sampled_from("abcd")), min_size=1, max_size=8)
    ):
        columns.append(np.isin(groups, list(wanted)).astype(float))
    x = np.column_stack(columns)
    kept = independent_columns(x.T @ x)
    assert kept.sum() == np.linalg.matrix_rank(x)
    assert np.linalg.matrix_rank(x[:, kept]) == kept.sum()
    for at in np.flatnonzero(~kept):
        before = x[:, : at + 1]
        assert np.linalg.matrix_rank(before) == np.linalg.matrix_rank(before[:, :-1])
