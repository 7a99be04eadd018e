"""Multinomial logits by penalised likelihood, for models without a maximum.

Firth (1993), for several outcomes Kosmidis and Firth (2011): the log-likelihood plus
half the log-determinant of the information, which is Jeffreys' prior, has a finite
maximum where the likelihood alone has none (a category in which an outcome never
happened, an outcome that nobody had). With the logit's canonical link its score is that
of the likelihood with the first-order bias taken out.
"""

from dataclasses import dataclass

import numpy as np

from bofast.estimation.cells import Bools, Cells, Floats, row_sums
from bofast.estimation.design import independent_columns
from bofast.estimation.multinomial import (
    HALVINGS,
    ROUNDING,
    VANISHED,
    column_sizes,
    information_at,
    log_likelihood,
    probabilities,
)

STEPS = 200
# utilities change by no more in one step, or than they are
FARTHEST = 50.0
# what is left to gain, in squared standard errors: so little that earlier steps guide,
# or that rounding may hide it
NEAR, HIDDEN = 1.0, 1e-4
# roots of an information this small cannot be inverted without overflow
SINGULAR = 1e-100
# earlier steps that tell the curvature of the penalty
REMEMBERED = 10


@dataclass(frozen=True)
class PenalisedFit:
    """A multinomial logit of j outcomes against the base by penalised likelihood.

    Attributes:
        coefficients: (j, k), NaN for terms that depend on earlier ones, and for all
            when there is no fit.
        covariance: (j * k, j * k) inverse of the information, outcome by outcome; NaN
            where a coefficient is.
        penalised_log_likelihood: at the optimum.
        combinations: (k, k), in row d how term d depends on the terms with
            coefficients: d = sum of combinations[d] * terms. Those terms have a 1 of
            their own.
        found: whether there is a fit: more persons than coefficients, and a step that
            vanished.
    """

    coefficients: Floats
    covariance: Floats
    penalised_log_likelihood: float
    combinations: Floats
    found: bool

    @property
    def kept(self) -> Bools:
        """Return which of the k terms are independent of earlier ones."""
        return np.asarray(np.diag(self.combinations) == 1, np.bool_)


def fit_penalised(x: Floats, cells: Cells) -> PenalisedFit:
    """Fit the outcomes of the cells against the first one.

    Args:
        x: (c, k) design of the cells.
        cells: c cells; the first column of counts is the base outcome.

    Returns:
        The optimum of the terms that are independent of earlier ones; NaN without more
        persons than coefficients. Of an outcome that nobody had the prior alone says
        how rare it is: with a constant only, as if half a person had it.
    """
    cross_products = x.T @ (x * cells.persons[:, None])
    kept = independent_columns(cross_products)
    combinations = _combinations(cross_products, kept)
    size = (cells.counts.shape[1] - 1) * int(kept.sum())
    if cells.counts.sum() <= size:
        return _without_fit(cells, combinations)
    own = x[:, kept]
    scale = column_sizes(own, cells)
    optimum = _maximise(own / scale, cells.counts)
    if optimum is None:
        return _without_fit(cells, combinations)
    outcomes = len(optimum.beta)
    back = np.tile(1 / scale, outcomes)
    covariance = optimum.inverse * np.outer(back, back)
    places = np.tile(kept, outcomes)
    return PenalisedFit(
        coefficients=_spread(optimum.beta / scale, kept),
        covariance=_spread(_spread(covariance, places).T, places),
        # of the terms in their own units, as the coefficients are
        penalised_log_likelihood=optimum.value + outcomes * float(np.log(scale).sum()),
        combinations=combinations,
        found=True,
    )


def _combinations(cross_products: Floats, kept: Bools) -> Floats:
    """Return how each term depends on those that are kept: a row per term."""
    result = np.zeros_like(cross_products)
    result[:, kept] = np.linalg.solve(
        cross_products[np.ix_(kept, kept)], cross_products[kept]
    ).T
    result[np.ix_(kept, kept)] = np.eye(int(kept.sum()))
    return result


def _without_fit(cells: Cells, combinations: Floats) -> PenalisedFit:
    outcomes, k = cells.counts.shape[1] - 1, len(combinations)
    return PenalisedFit(
        coefficients=np.full((outcomes, k), np.nan),
        covariance=np.full((outcomes * k, outcomes * k), np.nan),
        penalised_log_likelihood=float("nan"),
        combinations=combinations,
        found=False,
    )


def _spread(values: Floats, kept: Bools) -> Floats:
    """Return columns in the places that are kept, and NaN in the others."""
    result = np.full((len(values), len(kept)), np.nan)
    result[:, kept] = values
    return result


@dataclass(frozen=True)
class _Point:
    """The penalised likelihood at some coefficients, (j, k).

    Attributes:
        beta: the coefficients.
        value: log-likelihood and penalty; minus infinity where the information cannot
            be inverted.
        inverse: (j * k, j * k) inverse of the information.
    """

    beta: Floats
    value: float
    inverse: Floats


def _maximise(x: Floats, counts: Floats) -> _Point | None:
    """Maximise the penalised likelihood.

    Fisher scoring, halving steps that overshoot. Where the penalty weighs as much as
    the persons do, its own curvature counts too: near the optimum earlier steps tell it
    (limited-memory BFGS, Nocedal 1980).

    Args:
        x: (c, k) design, columns independent and of one size.
        counts: (c, j + 1) persons by outcome, the base first.

    Returns:
        The optimum; none when it is not reached.
    """
    at = _point(x, np.zeros((counts.shape[1] - 1, x.shape[1])), counts)
    slope = _score(x, at, counts)
    moves: list[Floats] = []
    falls: list[Floats] = []
    for _ in range(STEPS):
        left = at.inverse @ slope
        errors = np.sqrt(np.diag(at.inverse))
        if (np.abs(left) < VANISHED * np.maximum(errors, 1)).all():
            return at
        known = (moves, falls) if slope @ left < NEAR else ([], [])
        step = _direction(slope, at.inverse, *known).reshape(at.beta.shape)
        after = _uphill(x, at, step, counts)
        if after is None:
            break
        before, slope_before = at, slope
        at = after
        slope = _score(x, at, counts)
        move, fall = (at.beta - before.beta).ravel(), slope_before - slope
        if move @ fall > 0:
            moves, falls = [*moves, move][-REMEMBERED:], [*falls, fall][-REMEMBERED:]
    # rounding may hide what is left
    return at if slope @ at.inverse @ slope < HIDDEN else None


def _uphill(x: Floats, at: _Point, step: Floats, counts: Floats) -> _Point | None:
    """Return where a step leads, halved until it is no lower; none if it stays so."""
    farthest = max(FARTHEST, np.abs(x @ at.beta.T).max())
    step = step * min(1, farthest / np.abs(x @ step.T).max())
    # sums over persons are rounded, also where what they add up to is small
    rounding = ROUNDING * max(abs(at.value), float(counts.sum()))
    for _ in range(HALVINGS):
        after = _point(x, at.beta + step, counts)
        if after.value >= at.value - rounding:
            return after
        step = step / 2
    return None


def _point(x: Floats, beta: Floats, counts: Floats) -> _Point:
    persons = row_sums(counts)
    information = information_at(x, probabilities(x, beta)[:, 1:], persons)
    nowhere = _Point(beta, -np.inf, np.full_like(information, np.nan))
    try:
        root = np.linalg.cholesky(information)
    except np.linalg.LinAlgError:
        return nowhere
    if np.diag(root).min() < SINGULAR:
        return nowhere
    # half the log-determinant
    penalty = float(np.log(np.diag(root)).sum())
    half = np.linalg.inv(root)
    return _Point(beta, log_likelihood(x, beta, counts) + penalty, half.T @ half)


def _score(x: Floats, at: _Point, counts: Floats) -> Floats:
    """Return the (j * k,) derivatives of the penalised likelihood.

    That of the log-determinant is what the log-likelihood's would be of some more
    persons with each outcome: half an outcome's probability times the squared distance,
    in the metric of the inverse information, of having had it from what was expected.
    """
    p = probabilities(x, at.beta)
    k, outcomes = x.shape[1], len(at.beta)
    # x V x' of each cell, for each pair of outcomes
    spread = np.empty((outcomes, outcomes, len(x)))
    for a in range(outcomes):
        for b in range(a + 1):
            block = at.inverse[a * k : (a + 1) * k, b * k : (b + 1) * k]
            spread[a, b] = spread[b, a] = row_sums((x @ block) * x)
    mixed = np.einsum("na,abn->nb", p[:, 1:], spread)
    expected = row_sums(mixed * p[:, 1:])
    distance = np.column_stack(
        [expected, np.einsum("aan->na", spread) - 2 * mixed + expected[:, None]]
    )
    more = counts + row_sums(counts)[:, None] * p * distance / 2
    slope: Floats = (more[:, 1:] - row_sums(more)[:, None] * p[:, 1:]).T @ x
    return slope.ravel()


def _direction(
    slope: Floats, inverse: Floats, moves: list[Floats], falls: list[Floats]
) -> Floats:
    """Return the (j * k,) step that the information and earlier steps ask for."""
    weights = []
    for move, fall in zip(reversed(moves), reversed(falls), strict=True):
        weight = (move @ slope) / (move @ fall)
        slope = slope - weight * fall
        weights.append(weight)
    step = inverse @ slope
    for move, fall, weight in zip(moves, falls, reversed(weights), strict=True):
        step = step + move * (weight - (fall @ step) / (move @ fall))
    return step
