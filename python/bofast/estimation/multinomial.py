"""Multinomial logits on cells, by Newton's method.

Formulas: report 2016/27, appendix C (C.1-C.3): the probability of outcome j is
exp(z b_j) / (1 + sum over outcomes of exp(z b)), that of the base outcome the rest.
Own solver because statsmodels has no counts for its multinomial logit, and people in
cells are a third as many rows.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bofast.estimation.cells import Cells, Floats, row_sums
from bofast.estimation.clusters import clustered_meat, small_sample_factor

STEPS = 50
HALVINGS = 30
# a step this small, in standard deviations of a column, has vanished
VANISHED = 1e-8
# smallest eigenvalue of minus the Hessian, scaled to ones on its diagonal
NEARLY_SINGULAR = 1e-10
# a log-likelihood that falls by no more than this part of itself has not fallen
ROUNDING = 1e-12


@dataclass(frozen=True)
class MultinomialFit:
    """A multinomial logit of j outcomes against the base, k terms each.

    Attributes:
        coefficients: (j, k), NaN when not converged.
        covariance: (j * k, j * k) inverse of minus the Hessian, outcome by outcome.
        robust: the same, HC1.
        clustered: the same, by family.
        log_likelihood: at the optimum.
        log_likelihood_constants: with constants only.
        persons: n.
        families: how many families they are of.
        steps: of Newton's method.
        converged: whether its step vanished and the Hessian can be inverted.
    """

    coefficients: Floats
    covariance: Floats
    robust: Floats
    clustered: Floats
    log_likelihood: float
    log_likelihood_constants: float
    persons: int
    families: int
    steps: int
    converged: bool

    @property
    def scaled_r2(self) -> float:
        """Return 1 - (logL / logL0) ^ (-2 logL0 / n) (contract, section 2)."""
        null = self.log_likelihood_constants
        if not self.converged:
            return float("nan")
        return float(1 - (self.log_likelihood / null) ** (-2 * null / self.persons))

    @property
    def schwarz_bic(self) -> float:
        """Return -logL + k/2 ln n, k counting the coefficients of all outcomes."""
        if not self.converged:
            return float("nan")
        return float(
            -self.log_likelihood + self.coefficients.size / 2 * np.log(self.persons)
        )


def probabilities(x: Floats, coefficients: Floats) -> Floats:
    """Return the (n, j + 1) probabilities of the base outcome and the j others.

    Args:
        x: (n, k) design.
        coefficients: (j, k).
    """
    # outcome by outcome, so that sums over the few of them run along memory
    utilities = np.vstack([np.zeros(len(x)), coefficients @ x.T])
    odds = np.exp(utilities - utilities.max(axis=0))
    return np.asarray((odds / odds.sum(axis=0)).T)


def fit_multinomial(x: Floats, cells: Cells) -> MultinomialFit:
    """Fit the outcomes of the cells against the first one.

    Args:
        x: (c, k) design of the cells.
        cells: c cells; the first column of counts is the base outcome.

    Returns:
        The optimum, or NaN where there is none: an outcome that nobody had, terms
        that depend on each other, people whom a term separates completely, or no more
        persons than coefficients.
    """
    n, outcomes = int(cells.counts.sum()), cells.counts.shape[1] - 1
    size = outcomes * x.shape[1]
    scale = column_sizes(x, cells)
    if (cells.counts.sum(axis=0) == 0).any() or (scale == 0).any() or n <= size:
        return without_maximum(x, cells)
    scaled = x / scale
    beta, information, steps = _maximise(scaled, cells.counts)
    if information is None:
        return without_maximum(x, cells, steps)
    inverse = np.linalg.inv(information)
    p = probabilities(scaled, beta)[:, 1:]
    back = np.tile(1 / scale, outcomes)

    def sandwich(meat: Floats) -> Floats:
        return np.asarray(inverse @ meat @ inverse * np.outer(back, back))

    return MultinomialFit(
        coefficients=beta / scale,
        covariance=inverse * np.outer(back, back),
        robust=sandwich(_robust_meat(scaled, p, cells)) * n / (n - size),
        clustered=sandwich(_family_meat(scaled, p, cells))
        * small_sample_factor(n, size, cells.families),
        log_likelihood=log_likelihood(scaled, beta, cells.counts),
        log_likelihood_constants=_constants_only(cells.counts),
        persons=n,
        families=cells.families,
        steps=steps,
        converged=True,
    )


def column_sizes(x: Floats, cells: Cells) -> Floats:
    """Return the (k,) root mean squares of the columns of a design.

    Columns of one size make steps comparable and the information well scaled.
    """
    return np.asarray(np.sqrt(cells.persons @ x**2 / max(cells.counts.sum(), 1)))


def _maximise(x: Floats, counts: Floats) -> tuple[Floats, Floats | None, int]:
    """Maximise the log-likelihood by Newton's method, halving steps that overshoot.

    Args:
        x: (c, k) design, columns of one size.
        counts: (c, j + 1) persons by outcome, the base first.

    Returns:
        The (j, k) coefficients, minus the Hessian, (j * k, j * k), and the number of
        steps; no Hessian when the step does not vanish or it is nearly singular.
    """
    beta = np.zeros((counts.shape[1] - 1, x.shape[1]))
    before = log_likelihood(x, beta, counts)
    for steps in range(1, STEPS + 1):
        gradient, information = _derivatives(x, beta, counts)
        if _is_nearly_singular(information):
            return beta, None, steps
        step = np.linalg.solve(information, gradient).reshape(beta.shape)
        if np.abs(step).max() < VANISHED:
            return beta, information, steps
        for _ in range(HALVINGS):
            after = log_likelihood(x, beta + step, counts)
            if after >= before - ROUNDING * abs(before):
                break
            step = step / 2
        beta, before = beta + step, after
    return beta, None, STEPS


def without_maximum(x: Floats, cells: Cells, steps: int = 0) -> MultinomialFit:
    """Return the fit of a model that has no maximum: what is known is the people.

    Args:
        x: (c, k) design of the cells.
        cells: c cells; the first column of counts is the base outcome.
        steps: of Newton's method, as far as it went.
    """
    outcomes, k = cells.counts.shape[1] - 1, x.shape[1]
    nothing = np.full((outcomes * k, outcomes * k), np.nan)
    return MultinomialFit(
        coefficients=np.full((outcomes, k), np.nan),
        covariance=nothing,
        robust=nothing,
        clustered=nothing,
        log_likelihood=float("nan"),
        log_likelihood_constants=_constants_only(cells.counts),
        persons=int(cells.counts.sum()),
        families=cells.families,
        steps=steps,
        converged=False,
    )


def _constants_only(counts: Floats) -> float:
    """Return the log-likelihood with constants only; NaN without persons."""
    totals = counts.sum(axis=0)
    if totals.sum() == 0:
        return float("nan")
    had = totals[totals > 0]
    return float(had @ np.log(had / totals.sum()))


def log_likelihood(x: Floats, beta: Floats, counts: Floats) -> float:
    """Return the log-likelihood of (c, j + 1) persons by outcome, the base first."""
    utilities = np.vstack([np.zeros(len(x)), beta @ x.T])
    top = utilities.max(axis=0)
    logs = top + np.log(np.exp(utilities - top).sum(axis=0))
    return float(np.einsum("ij,ji->", counts, utilities) - row_sums(counts) @ logs)


def _derivatives(x: Floats, beta: Floats, counts: Floats) -> tuple[Floats, Floats]:
    """Return the (j * k,) gradient and minus the (j * k, j * k) Hessian."""
    persons = row_sums(counts)
    p = probabilities(x, beta)[:, 1:]
    gradient = (counts[:, 1:] - persons[:, None] * p).T @ x
    return gradient.ravel(), information_at(x, p, persons)


def information_at(x: Floats, p: Floats, persons: Floats) -> Floats:
    """Return minus the Hessian, which with this link is the expected information, too.

    Args:
        x: (c, k) design.
        p: (c, j) probabilities of all outcomes but the base.
        persons: (c,) persons of each cell.

    Returns:
        (j * k, j * k), outcome by outcome.
    """
    return _blocks(
        x,
        lambda a, b: persons * p[:, a] * ((a == b) - p[:, b]),
        p.shape[1],
    )


def _robust_meat(x: Floats, p: Floats, cells: Cells) -> Floats:
    """Return the sum over persons of the outer product of their scores."""
    persons, had = cells.persons, cells.counts[:, 1:]
    return _blocks(
        x,
        lambda a, b: (
            had[:, a] * (a == b)
            - had[:, a] * p[:, b]
            - had[:, b] * p[:, a]
            + persons * p[:, a] * p[:, b]
        ),
        p.shape[1],
    )


def _family_meat(x: Floats, p: Floats, cells: Cells) -> Floats:
    members = row_sums(cells.member_counts)
    return clustered_meat(
        [
            (
                x,
                cells.member_counts[:, 1 + outcome]
                - members * p[cells.member_cell, outcome],
            )
            for outcome in range(p.shape[1])
        ],
        cells,
    )


def _blocks(x: Floats, weights: Callable[[int, int], Floats], outcomes: int) -> Floats:
    """Return the symmetric matrix whose block (a, b) is X' diag(weights(a, b)) X."""
    k = x.shape[1]
    result = np.empty((outcomes * k, outcomes * k))
    for a in range(outcomes):
        for b in range(a + 1):
            block = x.T @ (x * weights(a, b)[:, None])
            result[a * k : (a + 1) * k, b * k : (b + 1) * k] = block
            result[b * k : (b + 1) * k, a * k : (a + 1) * k] = block.T
    return result


def _is_nearly_singular(information: Floats) -> bool:
    diagonal = np.diag(information)
    if not np.isfinite(information).all() or (diagonal <= 0).any():
        return True
    root = np.sqrt(diagonal)
    scaled = information / root / root[:, None]
    return bool(np.linalg.eigvalsh(scaled)[0] < NEARLY_SINGULAR)
