"""Differences between two linear models: composition and behaviour.

Oaxaca (1973) and Blinder (1973): a mean is the mean of the terms times their
coefficients, so a difference of two means is what the means of the terms make, at the
coefficients of one side, and what the coefficients make, at the means of the other.
Errors are by the delta method (Jann 2008), with means and coefficients as they vary
from family to family (Liang and Zeger 1986).
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from bofast.estimation.cells import Bools, Cells, Floats, Ints, row_sums
from bofast.estimation.clusters import small_sample_factor
from bofast.estimation.linear import LinearFit, fit_linear
from bofast.estimation.models import Sample

# which rows: all, or these
FamilyRows = Ints | slice


@dataclass(frozen=True)
class Side:
    """Means and coefficients of one side of a comparison.

    Attributes:
        fit: the linear models of its m outcomes.
        had: (m,) persons with each outcome.
        means: (k,) of the terms.
        coefficients: (k, m), 0 for a term that depends on earlier ones.
        present: (k,) whether somebody has the term.
        covariances: per outcome, (2k, 2k) of means and coefficients.
    """

    fit: LinearFit
    had: Floats
    means: Floats
    coefficients: Floats
    present: Bools
    covariances: list[Floats]


@dataclass(frozen=True)
class Influence:
    """What each family adds to means and coefficients.

    Attributes:
        families: (g,) their numbers, in rising order.
        means: (g, k) its deviations from the means of the terms, summed.
        scores: per outcome, (g, k) its residuals times the terms, summed.
        to_means: what makes deviations a change of the means.
        to_coefficients: (k, k) what makes scores a change of the coefficients.
    """

    families: Ints
    means: Floats
    scores: list[Floats]
    to_means: float
    to_coefficients: Floats


@dataclass(frozen=True)
class Parts:
    """A difference in parts, by group of terms; the last is of all together.

    Attributes:
        composition: (g + 1,) by who is there.
        composition_error: its standard errors.
        behaviour: (g + 1,) by what the same people do.
        behaviour_error: its standard errors.
    """

    composition: Floats
    composition_error: Floats
    behaviour: Floats
    behaviour_error: Floats


def side(people: Sample, outcomes: int) -> tuple[Side, Influence]:
    """Fit one side of a comparison.

    Args:
        people: persons of it.
        outcomes: m, how many outcomes are fitted, the first of the cells.

    Returns:
        Its means and coefficients, and what families do to them; all NaN where there
        are no more persons than independent terms.
    """
    cells, x = people.cells, people.x
    fit = fit_linear(x, cells, outcomes)
    k = x.shape[1]
    present = (x != 0).any(axis=0)
    had = cells.counts[:, :outcomes].sum(axis=0)
    if not fit.enough:
        nothing, missing = np.full((2 * k, 2 * k), np.nan), np.full(k, np.nan)
        none = np.zeros((0, k))
        return (
            Side(fit, had, missing, fit.estimates, present, [nothing] * outcomes),
            Influence(
                np.zeros(0, np.int64), none, [none] * outcomes, 0, np.zeros((k, k))
            ),
        )
    means = x.T @ cells.persons / fit.persons
    coefficients = np.where(fit.kept[:, None], fit.estimates, 0)
    moved = _influence(people, fit, means, coefficients)
    same = slice(None)
    return (
        Side(
            fit,
            had,
            means,
            coefficients,
            present,
            _covariances(moved, moved, same, same),
        ),
        moved,
    )


def _influence(
    people: Sample, fit: LinearFit, means: Floats, coefficients: Floats
) -> Influence:
    """Return what each family adds to means and coefficients of a fit."""
    cells, x, kept = people.cells, people.x, fit.kept
    members = row_sums(cells.member_counts)
    scores = []
    for outcome in range(coefficients.shape[1]):
        fitted = x @ coefficients[:, outcome]
        residuals = (
            cells.member_counts[:, outcome] - members * fitted[cells.member_cell]
        )
        if fit.exact[outcome]:
            residuals = 0 * residuals
        scores.append(_by_family(residuals, cells) @ x)
    independent = x[:, kept]
    inverse = np.zeros((x.shape[1], x.shape[1]))
    inverse[np.ix_(kept, kept)] = np.linalg.inv(
        independent.T @ (independent * cells.persons[:, None])
    )
    factor = small_sample_factor(fit.persons, int(kept.sum()), cells.families)
    spread = small_sample_factor(fit.persons, 1, cells.families)
    return Influence(
        cells.member_family[cells.family_starts],
        _by_family(members, cells) @ (x - means),
        scores,
        float(np.sqrt(spread)) / fit.persons,
        inverse * np.sqrt(factor),
    )


def _covariances(
    own: Influence, other: Influence, at_own: FamilyRows, at_other: FamilyRows
) -> list[Floats]:
    """Return, per outcome, (2k, 2k) sums over families of what they do to both.

    Args:
        own: whose means and coefficients are the rows.
        other: whose are the columns.
        at_own: which families of the one.
        at_other: and, in the same order, of the other.
    """
    means, other_means = own.means[at_own], other.means[at_other]
    of_means = means.T @ other_means * (own.to_means * other.to_means)
    found = []
    for mine, theirs in zip(own.scores, other.scores, strict=True):
        scores, other_scores = mine[at_own], theirs[at_other]
        with_means = means.T @ other_scores @ other.to_coefficients * own.to_means
        with_scores = own.to_coefficients.T @ (scores.T @ other_means) * other.to_means
        of_scores = (
            own.to_coefficients.T @ (scores.T @ other_scores) @ other.to_coefficients
        )
        found.append(np.block([[of_means, with_means], [with_scores, of_scores]]))
    return found


def _by_family(values: Floats, cells: Cells) -> sparse.csr_matrix:
    """Return (g, c) values of the members of a family by the cell they are in."""
    ends = np.r_[cells.family_starts, len(cells.member_family)]
    return sparse.csr_matrix(
        (values, cells.member_cell, ends),
        shape=(cells.families, len(cells.covariates)),
    )


def shared_covariances(own: Influence, other: Influence) -> list[Floats]:
    """Return, per outcome, the (2k, 2k) covariance of two sides with common families.

    Args:
        own: one side, whose means and coefficients are the rows.
        other: the other one, of the same year.
    """
    _, at_own, at_other = np.intersect1d(
        own.families, other.families, assume_unique=True, return_indices=True
    )
    return _covariances(own, other, at_own, at_other)


def decompose(
    own: Side,
    other: Side,
    outcome: int,
    groups: Floats,
    shared: Floats | None,
    at_own: bool,
) -> Parts:
    """Split the difference between the means of an outcome.

    A term that nobody has on one side has the other side's coefficient there.

    Args:
        own: the side whose mean is compared.
        other: the side it is compared with.
        outcome: which of the outcomes.
        groups: (g, k) 1 where a term is of a group.
        shared: (2k, 2k) covariance of both sides, where they have families in common.
        at_own: composition is weighted with the own coefficients and behaviour with the
            means of the other side; else the other way round.

    Returns:
        Parts of own less other by group, and of all.
    """
    k = len(own.means)
    b_own, b_other = own.coefficients[:, outcome], other.coefficients[:, outcome]
    borrows_own = ~own.present & other.present
    borrows_other = ~other.present & own.present
    b_own, b_other = (
        np.where(borrows_own, b_other, b_own),
        np.where(borrows_other, b_own, b_other),
    )
    differs = own.means - other.means
    moved = b_own - b_other
    weights, means = (b_own, other.means) if at_own else (b_other, own.means)
    of = np.vstack([groups, np.ones(k)])
    nothing = np.zeros_like(of)
    # derivatives by own means and coefficients, then by the other side's
    composition = [of * weights, nothing, -of * weights, nothing]
    composition[1 if at_own else 3] = of * differs
    at_means = of * moved
    behaviour = [nothing, of * means, nothing, -of * means]
    behaviour[2 if at_own else 0] = at_means
    covariance = _joint(own, other, outcome, shared)
    borrowed = (borrows_own, borrows_other)
    return Parts(
        of @ (differs * weights),
        _error(composition, covariance, borrowed),
        of @ (means * moved),
        _error(behaviour, covariance, borrowed),
    )


def _joint(own: Side, other: Side, outcome: int, shared: Floats | None) -> Floats:
    """Return the (4k, 4k) covariance of both sides."""
    mine, theirs = own.covariances[outcome], other.covariances[outcome]
    across = np.zeros_like(mine) if shared is None else shared
    return np.block([[mine, across], [across.T, theirs]])


def _error(
    slopes: list[Floats], covariance: Floats, borrowed: tuple[Bools, Bools]
) -> Floats:
    """Return standard errors by the delta method.

    Args:
        slopes: four (g, k) derivatives.
        covariance: (4k, 4k).
        borrowed: (k,) whose coefficients are those of the other side: own, other.
    """
    own_means, own, other_means, other = slopes
    for_own = np.where(borrowed[0], 0, own) + np.where(borrowed[1], other, 0)
    for_other = np.where(borrowed[1], 0, other) + np.where(borrowed[0], own, 0)
    slope = np.hstack([own_means, for_own, other_means, for_other])
    variance = np.einsum("gi,ij,gj->g", slope, covariance, slope)
    # rounding may leave a variance of zero a hair below
    return np.asarray(np.sqrt(np.where(variance < 0, 0, variance)))
