"""Linear probability models: ordinary least squares on cells.

Formulas: report 2016/27, appendix B; White (1980) with MacKinnon and White's (1985)
small-sample factor (HC1); Liang and Zeger (1986) for errors clustered by family.
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from bofast.estimation.cells import Bools, Cells, Floats, row_sums
from bofast.estimation.clusters import clustered_meat, small_sample_factor
from bofast.estimation.design import independent_columns

# residuals whose mean square is no more than this are rounding: the fit is exact
ROUNDING = 1e-12


@dataclass(frozen=True)
class LinearFit:
    """Least squares of m outcomes, 0 or 1, on the same k terms.

    What cannot be estimated is NaN.

    Attributes:
        estimates: (k, m) coefficients, as probabilities.
        std_errors: (k, m) classical.
        robust: (k, m) HC1.
        clustered: (k, m) by family.
        t_values: (k, m) estimate / classical error.
        p_values: (k, m) two-sided, Student's t with n - k degrees of freedom.
        r_squared: (m,).
        persons: n.
        families: how many families they are of.
        kept: (k,) whether a term is independent of the earlier ones.
        exact: (m,) whether the terms tell the outcome of everybody: errors are 0.
    """

    estimates: Floats
    std_errors: Floats
    robust: Floats
    clustered: Floats
    t_values: Floats
    p_values: Floats
    r_squared: Floats
    persons: int
    families: int
    kept: Bools
    exact: Bools

    @property
    def enough(self) -> bool:
        """Tell whether there are more persons than independent terms."""
        return self.persons > int(self.kept.sum())


def fit_linear(x: Floats, cells: Cells, outcomes: int) -> LinearFit:
    """Fit the first outcomes of the cells, one regression each.

    Args:
        x: (c, k) design of the cells.
        cells: c cells; persons with outcomes beyond the first count with a 0.
        outcomes: m, how many outcomes are fitted.

    Returns:
        Estimates with their errors; all NaN when there are no more persons than
        independent terms, R2 where everybody or nobody had the outcome, t and p there
        and where the fit is exact.
    """
    persons, had = cells.persons, cells.counts[:, :outcomes]
    n = int(persons.sum())
    cross_products = x.T @ (x * persons[:, None])
    kept = independent_columns(cross_products)
    k = int(kept.sum())
    shape = (x.shape[1], outcomes)
    estimates, std_errors, robust, clustered = (
        np.full(shape, np.nan) for _ in range(4)
    )
    r_squared = np.full(outcomes, np.nan)
    exact = np.zeros(outcomes, np.bool_)
    if n > k:
        x = x[:, kept]
        inverse = np.linalg.inv(cross_products[np.ix_(kept, kept)])
        beta = inverse @ (x.T @ had)
        fitted = x @ beta
        # everybody of a cell has 0 or 1, so squares of residuals are of two kinds
        squares = had * (1 - fitted) ** 2 + (persons[:, None] - had) * fitted**2
        left = squares.sum(axis=0)
        exact = left <= ROUNDING * n
        left[exact] = 0
        shares = had.sum(axis=0) / n
        total = n * shares * (1 - shares)
        with np.errstate(invalid="ignore", divide="ignore"):
            r_squared = np.where(total > 0, 1 - left / total, np.nan)
        classical = np.sqrt(np.outer(np.diag(inverse), left / (n - k)))
        estimates[kept], std_errors[kept] = beta, classical
        members = row_sums(cells.member_counts)
        factor = small_sample_factor(n, k, cells.families)
        robust[kept], clustered[kept] = 0, 0 * factor
        for outcome in np.flatnonzero(~exact):
            meat = x.T @ (x * squares[:, [outcome]])
            robust[kept, outcome] = _errors(inverse @ meat @ inverse * n / (n - k))
            residuals = (
                cells.member_counts[:, outcome]
                - members * fitted[cells.member_cell, outcome]
            )
            meat = clustered_meat([(x, residuals)], cells)
            clustered[kept, outcome] = _errors(inverse @ meat @ inverse * factor)
    t_values = np.full(shape, np.nan)
    np.divide(estimates, std_errors, out=t_values, where=std_errors > 0)
    p_values = 2 * stats.t.sf(np.abs(t_values), max(n - k, 1))
    return LinearFit(
        estimates,
        std_errors,
        robust,
        clustered,
        t_values,
        p_values,
        r_squared,
        n,
        cells.families,
        kept,
        exact,
    )


def _errors(covariance: Floats) -> Floats:
    # rounding may leave a variance of zero a hair below
    return np.asarray(np.sqrt(np.maximum(np.diag(covariance), 0)))
