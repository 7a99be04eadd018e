"""Penalised likelihood: published estimates, another library's, and what must hold."""

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from people import (
    OUTCOMES,
    TERMS,
    as_cells,
    invented,
    penalised_log_likelihood,
)

from bofast.estimation.cells import Cells, Floats
from bofast.estimation.design import Term, design_matrix
from bofast.estimation.multinomial import fit_multinomial
from bofast.estimation.penalised import PenalisedFit, fit_penalised
from bofast.settings import PROJECT

pytestmark = pytest.mark.filterwarnings("error")

FOLDER = PROJECT / "tests" / "compatibility" / "reference"
INSTALLED = PROJECT / "build" / "test" / "reference"
PERSONS = invented(400, seed=7)
# nobody who came for work emigrates, and nobody who came for refuge moves
SEPARATED = PERSONS[
    ((PERSONS["background"] != "work") | (PERSONS["outcome"] != "emigration"))
    & ((PERSONS["background"] != "refuge") | (PERSONS["outcome"] != "out_migration"))
]
PAIR = ["stay", "emigration"]


def fitted(persons: pd.DataFrame, terms: tuple[Term, ...] = TERMS) -> PenalisedFit:
    cells = as_cells(persons)
    return fit_penalised(design_matrix(cells.covariates, terms), cells)


def counted(counts: Floats) -> Cells:
    """Return cells with these persons by outcome, everybody a family of one."""
    covariates = pd.DataFrame(index=range(len(counts)))
    cell = np.arange(len(counts))
    return Cells(covariates, counts, cell, cell, counts)


def test_the_endometrial_cancer_study_comes_out_as_published() -> None:
    """Heinze and Schemper (2002): intercept, NV, PI, EH."""
    data = pd.read_csv(FOLDER / "endometrial.csv", comment="#")
    x = np.column_stack([np.ones(len(data)), data[["NV", "PI", "EH"]].to_numpy(float)])
    cells = counted(np.column_stack([1 - data["HG"], data["HG"]]).astype(float))
    assert not fit_multinomial(x, cells).converged
    fit = fit_penalised(x, cells)
    # to more digits by their R package logistf, errors by brglm2
    estimates = [3.77455951, 2.92927330, -0.03475175, -2.60416387]
    np.testing.assert_allclose(fit.coefficients[0], estimates, atol=3e-7)
    errors = np.sqrt(np.diag(fit.covariance))
    np.testing.assert_allclose(errors, [1.48869, 1.55076, 0.03958, 0.77602], atol=5e-6)


@pytest.mark.parametrize(
    "persons",
    [
        PERSONS[PERSONS["outcome"].isin(PAIR)],
        SEPARATED[SEPARATED["outcome"].isin(PAIR)],
        SEPARATED[SEPARATED["outcome"].isin(PAIR)].head(30),
    ],
    ids=["with a maximum", "without a maximum", "few persons"],
)
def test_with_two_outcomes_it_is_firthmodels(
    persons: pd.DataFrame, tmp_path: Path
) -> None:
    if not INSTALLED.exists():
        pytest.skip("firthmodels is not installed: see tests/run")
    x = pd.DataFrame(design_matrix(persons, TERMS), columns=[t.name for t in TERMS])
    emigrated = (persons["outcome"] == "emigration").to_numpy(int)
    x.assign(outcome=emigrated).to_csv(tmp_path / "persons.csv", index=False)
    done = subprocess.run(
        [sys.executable, FOLDER / "penalised.py", tmp_path],
        env={**os.environ, "PYTHONPATH": str(INSTALLED)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    theirs = pd.read_csv(tmp_path / "estimates.csv")
    cells = as_cells(persons, PAIR)
    fit = fit_penalised(design_matrix(cells.covariates, TERMS), cells)
    np.testing.assert_allclose(fit.coefficients[0], theirs["estimate"], atol=1e-6)
    [value] = theirs["penalised_log_likelihood"].unique()
    assert fit.penalised_log_likelihood == pytest.approx(value, abs=1e-8)


@pytest.mark.parametrize(
    "persons",
    [
        PERSONS,
        SEPARATED,
        SEPARATED.head(20),
        PERSONS.query("outcome != 'emigration'"),
    ],
    ids=["with a maximum", "without", "few persons", "an outcome that nobody had"],
)
def test_the_penalised_likelihood_has_no_slope_at_the_estimate(
    persons: pd.DataFrame,
) -> None:
    cells = as_cells(persons)
    x = design_matrix(cells.covariates, TERMS)
    fit = fit_penalised(x, cells)
    beta, size = fit.coefficients, fit.coefficients.size
    value = penalised_log_likelihood(x, cells.counts, beta)
    assert fit.penalised_log_likelihood == pytest.approx(value, abs=1e-9)
    # a thousandth of what a coefficient's error is when the others stay
    steps = 1e-3 / np.sqrt(np.diag(np.linalg.inv(fit.covariance)))
    for at in range(size):
        step = np.zeros(size)
        step[at] = steps[at]
        up, down = (
            penalised_log_likelihood(x, cells.counts, beta + sign * step.reshape(2, -1))
            for sign in (1, -1)
        )
        assert (up - down) / 2e-3 == pytest.approx(0, abs=1e-6)
        assert up < value
        assert down < value


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(*[st.integers(0, 30)] * 3).filter(any), min_size=1, max_size=5
    ).filter(lambda rows: sum(map(sum, rows)) > 2 * len(rows))
)
def test_groups_of_their_own_get_half_a_person_more(rows: list[list[int]]) -> None:
    """With a term per group Jeffreys' prior adds half a person to each outcome."""
    counts = np.array(rows, float)
    fit = fit_penalised(np.eye(len(rows)), counted(counts))
    more = counts + 0.5
    np.testing.assert_allclose(
        fit.coefficients.T, np.log(more[:, 1:] / more[:, :1]), atol=1e-6
    )


# the same draws every time: in one of some hundred the information is nearly singular,
# and its determinant has fewer digits than are compared
@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    seed=st.integers(0, 10_000),
    size=st.integers(15, 120),
    times=st.sampled_from([1, 1000]),
    separates=st.sampled_from(["nothing", "a number", "a rare kind"]),
)
def test_there_is_a_finite_estimate_whoever_the_persons_are(
    seed: int, size: int, times: int, separates: str
) -> None:
    rng = np.random.default_rng(seed)
    number, rare = rng.normal(40, 12, size), rng.random(size) < 0.05
    x = np.column_stack(
        [np.ones(size), number, (number / 10) ** 2, rare, rng.random(size) < 0.5]
    )
    outcome = rng.choice(3, size, p=[0.8, 0.15, 0.05])
    if separates == "a number":
        outcome = np.where(number > 50, 2, outcome % 2)
    elif separates == "a rare kind":
        outcome = np.where(rare, 2, 0)
    cells = counted(np.eye(3)[outcome] * times)
    fit = fit_penalised(x, cells)
    assert fit.found
    assert np.isfinite(fit.coefficients[:, fit.kept]).all()
    assert (np.diag(fit.covariance)[np.tile(fit.kept, 2)] > 0).all()
    value = penalised_log_likelihood(
        x[:, fit.kept], cells.counts, fit.coefficients[:, fit.kept]
    )
    assert fit.penalised_log_likelihood == pytest.approx(value, rel=1e-8, abs=1e-8)
    # all the same, which is where the search begins, is less likely
    nothing = np.zeros_like(fit.coefficients[:, fit.kept])
    assert value >= penalised_log_likelihood(x[:, fit.kept], cells.counts, nothing)


def test_no_outcome_is_special() -> None:
    """Against another base the same probabilities come out, and the same maximum."""
    cells = as_cells(SEPARATED)
    x = design_matrix(cells.covariates, TERMS)
    turned = as_cells(SEPARATED, [OUTCOMES[2], OUTCOMES[0], OUTCOMES[1]])
    one, other = fit_penalised(x, cells), fit_penalised(x, turned)
    assert one.penalised_log_likelihood == pytest.approx(other.penalised_log_likelihood)
    stay, out = other.coefficients
    np.testing.assert_allclose(one.coefficients, [out - stay, -stay], atol=1e-6)


def test_the_more_persons_the_nearer_to_maximum_likelihood() -> None:
    cells = as_cells(PERSONS)
    x = design_matrix(cells.covariates, TERMS)
    most_likely = fit_multinomial(x, cells).coefficients
    apart = [
        np.abs(fit_penalised(x, counted(cells.counts * n)).coefficients - most_likely)
        for n in (1, 10, 100)
    ]
    assert apart[0].max() > 1e-2
    for fewer, more in pairwise(apart):
        # O(1/n): ten times as many persons, a tenth of the difference
        np.testing.assert_allclose(more, fewer / 10, rtol=0.2, atol=1e-6)


def test_errors_are_those_of_the_information_at_the_estimate() -> None:
    cells = as_cells(SEPARATED)
    x = design_matrix(cells.covariates, TERMS)
    fit = fit_penalised(x, cells)
    odds = np.exp(np.column_stack([np.zeros(len(x)), x @ fit.coefficients.T]))
    p = (odds / odds.sum(axis=1, keepdims=True))[:, 1:]
    information = sum(
        n * np.kron(np.diag(of) - np.outer(of, of), np.outer(row, row))
        for n, of, row in zip(cells.persons, p, x, strict=True)
    )
    np.testing.assert_allclose(fit.covariance @ information, np.eye(12), atol=1e-6)


def test_a_term_of_nobody_and_one_that_depends_have_no_estimate() -> None:
    nobody = Term("family", "background", "background", "family")
    male = Term("male", "sex", "sex", "male")
    fit = fitted(SEPARATED, (*TERMS[:4], male, nobody, *TERMS[4:]))
    without = fitted(SEPARATED)
    assert fit.found
    assert fit.kept.tolist() == [True] * 4 + [False] * 2 + [True] * 2
    assert np.isnan(fit.coefficients[:, ~fit.kept]).all()
    np.testing.assert_allclose(fit.coefficients[:, fit.kept], without.coefficients)
    places = np.tile(fit.kept, 2)
    assert np.isnan(fit.covariance[~places]).all()
    np.testing.assert_allclose(
        fit.covariance[np.ix_(places, places)], without.covariance
    )
    # a man is whoever is not a woman; of the other kind there is nothing to add up
    np.testing.assert_allclose(
        fit.combinations[4], [1, 0, 0, -1, 0, 0, 0, 0], atol=1e-10
    )
    assert not fit.combinations[5].any()
    np.testing.assert_array_equal(
        fit.combinations[fit.kept], np.eye(8)[fit.kept], strict=True
    )


def test_an_outcome_of_nobody_is_as_if_half_a_person_had_it() -> None:
    constant = TERMS[:1]
    persons = PERSONS[PERSONS["outcome"] != "emigration"]
    stayed, moved = (persons["outcome"] == o for o in OUTCOMES[:2])
    fit = fitted(persons, constant)
    np.testing.assert_allclose(
        np.exp(fit.coefficients.ravel()),
        [(moved.sum() + 0.5) / (stayed.sum() + 0.5), 0.5 / (stayed.sum() + 0.5)],
        rtol=1e-6,
    )


@pytest.mark.parametrize(("size", "found"), [(13, True), (12, False), (0, False)])
def test_more_persons_than_coefficients_are_needed(size: int, found: bool) -> None:
    """Six terms and two outcomes are twelve coefficients."""
    kinds = PERSONS.drop_duplicates(["sex", "background"])
    rest = PERSONS.drop(kinds.index).head(13 - len(kinds))
    fit = fitted(pd.concat([kinds, rest]).sort_values("family_number").head(size))
    assert fit.found is found
    assert np.isfinite(fit.coefficients).all() == found


def test_groups_told_apart_completely_have_finite_estimates() -> None:
    age_tells = PERSONS.assign(
        outcome=np.where(PERSONS["age"] > 50, "emigration", "stay")
    )
    fit = fitted(age_tells)
    assert fit.found
    assert np.isfinite(fit.coefficients).all()
