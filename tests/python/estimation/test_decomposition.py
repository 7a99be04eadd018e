"""Decompositions of linear models, against statsmodels and the jackknife."""

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
import statsmodels.api as sm
from statsmodels.stats.oaxaca import OaxacaBlinder

from bofast.estimation.cells import read_cells
from bofast.estimation.decomposition import (
    Side,
    decompose,
    shared_covariances,
    side,
)
from bofast.estimation.models import Sample

Floats = npt.NDArray[np.float64]
OUTCOME = "emigration"
# a term per category but the reference's, each after its variable
TERMS = {
    "sex": ("male",),
    "age_group": ("15-24", "25-35", "36-61"),
    "education_level": (
        "primary",
        "upper_secondary",
        "tertiary_short",
        "tertiary_long",
    ),
    "botid_group": ("0-2", "3-5", "6-10", "11-15"),
    "labour_status": (
        "employed",
        "employed_in_education",
        "in_education",
        "unemployed",
    ),
    "background": ("work", "refuge", "family", "education", "nordic"),
}
# variable -> what its part is called in the mart
GROUPS = {"age_group": "age", "education_level": "education", "botid_group": "botid"}


def people(marts: duckdb.DuckDBPyConnection, condition: str) -> pd.DataFrame:
    """Return the persons of a linear model."""
    return marts.execute(
        "select *, cast(outcome_centrality = 'emigration' as integer) as emigrated"
        " from person_year where age between 15 and 74 and sex is not null"
        " and botid_group is not null and centrality_level is not null"
        " and outcome_centrality <> 'unexplained'"
        f" and {condition} order by family_id, person_id"
    ).df()


def columns(persons: pd.DataFrame) -> Floats:
    """Return the constant and the terms."""
    dummies = [
        (persons[variable] == category).to_numpy(np.float64)
        for variable, categories in TERMS.items()
        for category in categories
    ]
    return np.column_stack([np.ones(len(persons)), *dummies])


@pytest.mark.parametrize(
    ("comparison", "condition", "own"),
    [
        ("level", "outcome_year = 2013 and centrality_level in (3, 4)", "{level} = 3"),
        ("level_sex", "outcome_year = 2013 and centrality_level = 4", "sex = 'male'"),
        ("level_year", "centrality_level = 4", "outcome_year = 2013"),
    ],
)
def test_a_decomposition_is_that_of_statsmodels(
    marts: duckdb.DuckDBPyConnection, comparison: str, condition: str, own: str
) -> None:
    is_own = own.format(level="centrality_level")
    persons = people(marts, f"{condition} and outcome_year in (2008, 2013)")
    side_of = persons.query(is_own.replace(" = ", " == ")).index
    is_here = persons.index.isin(side_of)
    x, y = columns(persons), persons["emigrated"].to_numpy(np.float64)
    names = ["constant"] + [
        GROUPS.get(variable, variable)
        for variable, categories in TERMS.items()
        for _ in categories
    ]
    if comparison == "level_sex":
        kept = [at for at, name in enumerate(names) if name != "sex"]
        x, names = x[:, kept], [names[at] for at in kept]
    for rows in (x[is_here], x[~is_here]):
        assert np.linalg.matrix_rank(rows) == x.shape[1]
    found = OaxacaBlinder(
        y,
        np.column_stack([x, is_here.astype(float)]),
        x.shape[1],
        hasconst=True,
        swap=False,
    ).three_fold()
    # statsmodels takes the side coded 0, the other one, first: own and other change
    # places, and with them the signs
    endowments, coefficients, interaction, gap = (-part for part in found.params)
    place = "'3'" if comparison == "level" else "'4'"
    ours = marts.execute(
        "select coefficients_of, term_group, difference, composition, behaviour"
        " from lpm_decomposition where comparison = ? and outcome_year = 2013"
        f" and geography_code = {place} and outcome = 'emigration'",
        [comparison],
    ).df()
    whole = ours[ours["term_group"] == "all"].set_index("coefficients_of")
    assert whole["difference"].to_numpy() == pytest.approx([gap, gap], abs=1e-6)
    assert whole["composition"]["own"] == pytest.approx(endowments, abs=1e-6)
    assert whole["behaviour"]["own"] == pytest.approx(
        coefficients + interaction, abs=1e-6
    )
    assert whole["composition"]["other"] == pytest.approx(
        endowments + interaction, abs=1e-6
    )
    assert whole["behaviour"]["other"] == pytest.approx(coefficients, abs=1e-6)
    # each variable, from statsmodels' least squares on both sides
    b_own = sm.OLS(y[is_here], x[is_here]).fit().params
    b_other = sm.OLS(y[~is_here], x[~is_here]).fit().params
    m_own, m_other = x[is_here].mean(axis=0), x[~is_here].mean(axis=0)
    for row in ours[~ours["term_group"].isin(["all", "sex"])].itertuples():
        of = np.array([name == row.term_group for name in names])
        weights, means = (
            (b_own, m_other) if row.coefficients_of == "own" else (b_other, m_own)
        )
        composed = ((m_own - m_other) * weights)[of].sum()
        behaved = (means * (b_own - b_other))[of].sum()
        assert row.composition == pytest.approx(composed, abs=1e-6)
        assert row.behaviour == pytest.approx(behaved, abs=1e-6)


def simulated(families: int, seed: int) -> pd.DataFrame:
    """Return persons of families whose members, one of each sex, move together."""
    draws = np.random.default_rng(seed)
    both = np.repeat(np.arange(families), 2)
    young = (draws.random(families) < 0.5)[both]
    works = draws.random(2 * families) < np.where(young, 0.7, 0.4)
    is_man = np.tile([True, False], families)
    together = draws.random(families)[both] < 0.5
    own, shared = draws.random(2 * families), draws.random(families)[both]
    luck = np.where(together, shared, own)
    moves = luck < 0.1 + 0.2 * young + 0.1 * works * is_man
    return pd.DataFrame(
        {"family": both, "is_man": is_man, "young": young, "works": works}
    ).assign(moves=moves)


def as_sample(persons: pd.DataFrame) -> Sample:
    """Return persons as cells with a constant and two terms."""
    covariates = ["young", "works"]
    cells = persons.groupby(covariates, as_index=False).agg(
        moves=("moves", "sum"), persons=("moves", "size")
    )
    cells["stays"] = cells["persons"] - cells["moves"]
    cells["cell_id"] = np.arange(len(cells))
    members = persons.merge(cells[[*covariates, "cell_id"]], on=covariates)
    members = members.assign(
        family_number=members["family"],
        moves=members["moves"].astype(int),
        stays=1 - members["moves"].astype(int),
    )
    found = read_cells(cells, members, ["moves", "stays"])
    x = np.column_stack([np.ones(len(cells)), cells["young"], cells["works"]])
    return Sample(found, x.astype(np.float64), np.zeros((len(cells), 0)))


def parts(persons: pd.DataFrame, at_own: bool) -> tuple[Floats, Floats]:
    """Return composition and behaviour by term and in all, with numpy alone."""
    fits = []
    for sex in (True, False):
        rows = persons[persons["is_man"] == sex]
        x = np.column_stack([np.ones(len(rows)), rows["young"], rows["works"]])
        x = x.astype(np.float64)
        b = np.linalg.lstsq(x, rows["moves"].to_numpy(np.float64), rcond=None)[0]
        fits.append((x.mean(axis=0), b))
    (m_own, b_own), (m_other, b_other) = fits
    weights, means = (b_own, m_other) if at_own else (b_other, m_own)
    composed, behaved = (m_own - m_other) * weights, means * (b_own - b_other)
    return np.r_[composed, composed.sum()], np.r_[behaved, behaved.sum()]


@pytest.mark.parametrize("at_own", [True, False])
def test_errors_are_those_of_leaving_out_families(at_own: bool) -> None:
    """Delete-one-family jackknife, of sexes that share all their families."""
    persons = simulated(600, 1)
    men, of_men = side(as_sample(persons[persons["is_man"]]), 1)
    women, of_women = side(as_sample(persons[~persons["is_man"]]), 1)
    shared = shared_covariances(of_men, of_women)
    ours = decompose(men, women, 0, np.eye(3), shared[0], at_own)
    composed, behaved = parts(persons, at_own)
    assert ours.composition == pytest.approx(composed, abs=1e-12)
    assert ours.behaviour == pytest.approx(behaved, abs=1e-12)
    left_out = [
        parts(persons[persons["family"] != family], at_own) for family in range(600)
    ]
    for of, error in ((0, ours.composition_error), (1, ours.behaviour_error)):
        values = np.array([found[of] for found in left_out])
        spread = ((values - values.mean(axis=0)) ** 2).sum(axis=0) * 599 / 600
        assert error == pytest.approx(np.sqrt(spread), rel=0.03, abs=1e-9)
    apart = decompose(men, women, 0, np.eye(3), None, at_own)
    # couples move together, so without them the error would be too large
    assert ours.behaviour_error[-1] < 0.9 * apart.behaviour_error[-1]


def test_who_is_not_there_behaves_as_on_the_other_side() -> None:
    persons = simulated(200, 2)
    men = persons[persons["is_man"] & ~persons["young"]]
    own, _ = side(as_sample(men), 1)
    other, _ = side(as_sample(persons[~persons["is_man"]]), 1)
    for at_own in (True, False):
        found = decompose(own, other, 0, np.eye(3), None, at_own)
        assert found.behaviour[1] == 0
        assert found.behaviour_error[1] == 0
        share = men["moves"].mean() - persons[~persons["is_man"]]["moves"].mean()
        assert found.composition[-1] + found.behaviour[-1] == pytest.approx(share)


def test_too_few_persons_have_no_parts() -> None:
    persons = simulated(200, 3)
    few: Side
    few, _ = side(as_sample(persons[persons["is_man"]].head(2)), 1)
    other, _ = side(as_sample(persons[~persons["is_man"]]), 1)
    found = decompose(few, other, 0, np.eye(3), None, True)
    assert np.isnan(found.composition).all()
    assert np.isnan(found.behaviour_error).all()
