"""Multinomial logits against statsmodels, and what they do without a maximum."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from people import OUTCOMES, TERMS, as_cells, invented

from bofast.contract.registers import csv_rows
from bofast.estimation.cells import Floats
from bofast.estimation.design import Term, design_matrix
from bofast.estimation.multinomial import (
    MultinomialFit,
    fit_multinomial,
    probabilities,
)
from bofast.settings import SEEDS

pytestmark = pytest.mark.filterwarnings("error")

PERSONS = invented(1500, seed=7)


def fitted(persons: pd.DataFrame, terms: tuple[Term, ...] = TERMS) -> MultinomialFit:
    cells = as_cells(persons)
    return fit_multinomial(design_matrix(cells.covariates, terms), cells)


def outcome_numbers(persons: pd.DataFrame) -> Floats:
    return persons["outcome"].map(OUTCOMES.index).to_numpy(float)


def test_estimates_and_errors_are_those_of_statsmodels() -> None:
    fit = fitted(PERSONS)
    logit = sm.MNLogit(outcome_numbers(PERSONS), design_matrix(PERSONS, TERMS)).fit(
        disp=0, method="newton", tol=1e-12
    )
    assert fit.converged
    np.testing.assert_allclose(fit.coefficients, logit.params.T, rtol=1e-6)
    errors = np.sqrt(np.diag(fit.covariance)).reshape(2, -1)
    np.testing.assert_allclose(errors, logit.bse.T, rtol=1e-6)
    assert fit.log_likelihood == pytest.approx(logit.llf, abs=1e-8)
    assert fit.log_likelihood_constants == pytest.approx(logit.llnull, abs=1e-5)


def scores(persons: pd.DataFrame, fit: MultinomialFit) -> Floats:
    """Return the (n, 2 * k) derivatives of each person's log-likelihood."""
    x = design_matrix(persons, TERMS)
    p = probabilities(x, fit.coefficients)
    y = outcome_numbers(persons)
    return np.hstack([x * ((y == j) - p[:, j])[:, None] for j in (1, 2)])


def test_the_optimum_has_no_slope() -> None:
    assert np.abs(scores(PERSONS, fitted(PERSONS)).sum(axis=0)).max() < 1e-6


def test_errors_by_family_sum_the_scores_of_its_members() -> None:
    fit = fitted(PERSONS)
    own = scores(PERSONS, fit)
    families = pd.DataFrame(own).groupby(PERSONS["family_number"].to_numpy()).sum()
    n, k, g = len(PERSONS), own.shape[1], len(families)
    for ours, meat, factor in (
        (fit.robust, own.T @ own, n / (n - k)),
        (
            fit.clustered,
            families.T.to_numpy() @ families.to_numpy(),
            g / (g - 1) * (n - 1) / (n - k),
        ),
    ):
        expected = fit.covariance @ meat @ fit.covariance * factor
        np.testing.assert_allclose(ours, expected, rtol=1e-6, atol=1e-12)


def test_members_who_move_together_widen_the_errors() -> None:
    twins = PERSONS.assign(family_number=np.arange(len(PERSONS)))
    doubled = pd.concat([twins, twins]).sort_values("family_number")
    fit, once = fitted(doubled), fitted(twins)
    np.testing.assert_allclose(fit.coefficients, once.coefficients, rtol=1e-6)
    ratio = np.diag(fit.clustered) / np.diag(fit.robust)
    # a copy says nothing new: the variance by family is twice the naive one
    np.testing.assert_allclose(ratio, 2, rtol=0.02)


@pytest.mark.parametrize(
    "spoilt",
    [
        PERSONS[PERSONS["outcome"] != "emigration"],
        # nobody of one background emigrates: its coefficient would be infinite
        PERSONS[
            (PERSONS["background"] != "work") | (PERSONS["outcome"] != "emigration")
        ],
        # no one is of it at all
        PERSONS[PERSONS["background"] != "work"],
        PERSONS.assign(sex="female"),
        # age alone tells who emigrates
        PERSONS.assign(
            outcome=np.where(PERSONS["age"] > 50, "emigration", PERSONS["outcome"])
        ).query("age > 50 or outcome != 'emigration'"),
        PERSONS.head(12),
        PERSONS.head(0),
    ],
    ids=[
        "an outcome nobody had",
        "an outcome nobody of a category had",
        "a category without persons",
        "a category of everybody",
        "complete separation by a number",
        "fewer persons than coefficients",
        "nobody",
    ],
)
def test_without_a_maximum_there_are_no_estimates(spoilt: pd.DataFrame) -> None:
    fit = fitted(spoilt)
    assert not fit.converged
    assert np.isnan(fit.coefficients).all()
    assert np.isnan([fit.log_likelihood, fit.scaled_r2, fit.schwarz_bic]).all()
    assert fit.persons == len(spoilt)


def test_rare_is_not_separated() -> None:
    """One emigrant in a category is enough for a maximum."""
    others = PERSONS["background"] != "work"
    kept = PERSONS[others | (PERSONS["outcome"] != "emigration")]
    one = PERSONS[~others & (PERSONS["outcome"] == "emigration")].head(1)
    fit = fitted(pd.concat([kept, one]).sort_values("family_number"))
    assert fit.converged
    assert fit.coefficients[1, 4] < -2


def test_printed_fits_follow_from_printed_likelihoods() -> None:
    """Schwarz and scaled R2 of the report, from its log-likelihoods."""
    coefficients = {"1": 27, "2": 24, "3": 23}
    for row in csv_rows(SEEDS / "published" / "published_logit_diagnostics.csv"):
        k, n = coefficients[row["model_type"]], int(row["n_observations"])
        fit = MultinomialFit(
            coefficients=np.zeros((2, k)),
            covariance=np.zeros((2 * k, 2 * k)),
            robust=np.zeros((2 * k, 2 * k)),
            clustered=np.zeros((2 * k, 2 * k)),
            log_likelihood=float(row["log_likelihood"]),
            log_likelihood_constants=float("nan"),
            persons=n,
            families=n,
            steps=1,
            converged=True,
        )
        # printed with six digits
        unit = 10.0 ** (np.floor(np.log10(float(row["schwarz_bic"]))) - 5)
        assert fit.schwarz_bic == pytest.approx(float(row["schwarz_bic"]), abs=unit)


def test_scaled_r2_is_the_contracts_formula() -> None:
    fit = fitted(PERSONS)
    log_l, log_l0 = fit.log_likelihood, fit.log_likelihood_constants
    expected = 1 - (log_l / log_l0) ** (-2 * log_l0 / 1500)
    assert fit.scaled_r2 == pytest.approx(expected)
    assert 0 < fit.scaled_r2 < 1
