"""Calibrate a matrix so that its sample moments are exactly the wanted ones.

Nothing here knows about regions: a matrix of units by variables, some entries of
which are fixed, tied or bounded, is moved as little as possible until means,
standard deviations and correlations over given rows are what they should be.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bofast.errors import BofastError

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

FIXED = -1


class CalibrationError(BofastError):
    """The wanted figures cannot be had with what is free to move."""


@dataclass(frozen=True)
class Target:
    """Wanted sample moments of some columns over some rows.

    Attributes:
        rows: (n,) which rows the moments are taken over.
        columns: the k columns they are about.
        means: (k,) wanted means.
        sds: (k,) wanted standard deviations, divisor rows - 1.
        correlations: (k, k) wanted correlation matrix; None leaves it open.
    """

    rows: BoolArray
    columns: Sequence[int]
    means: FloatArray
    sds: FloatArray
    correlations: FloatArray | None = None


@dataclass(frozen=True)
class Freedom:
    """How the entries of a matrix may move.

    Attributes:
        free: (n, p) which entries may move at all.
        lower: (n, p) least value of each entry.
        upper: (n, p) greatest value of each entry.
        tied: (n, p) entries that move as one, where they are free.
    """

    free: BoolArray
    lower: FloatArray
    upper: FloatArray
    tied: BoolArray

    def only(self, mask: BoolArray) -> "Freedom":
        """Return the same freedom for the entries under a mask (n, p) alone."""
        return Freedom(self.free & mask, self.lower, self.upper, self.tied)

    def parameters(self) -> IntArray:
        """Return (n, p) the number of each entry's parameter, or `FIXED`."""
        numbers = np.full(self.free.shape, FIXED, dtype=np.int64)
        alone, together = self.free & ~self.tied, self.free & self.tied
        numbers[alone] = np.arange(alone.sum())
        numbers[together] = alone.sum()
        return numbers


def calibrate(
    values: FloatArray,
    freedom: Freedom,
    targets: Sequence[Target],
    tolerance: float = 1e-12,
    max_steps: int = 200,
) -> FloatArray:
    """Move the free entries as little as possible until all targets hold.

    Gauss-Newton steps of minimum norm, each entry measured in its column's wanted
    standard deviation. Entries that a step would carry past a bound stop there and
    sit out the second attempt at that step.

    Args:
        values: (n, p) where to start.
        freedom: which entries may move, and how far.
        targets: wanted moments.
        tolerance: greatest error allowed, in standard deviations (means) and as a
            difference of correlations or relative variances.
        max_steps: steps to try.

    Returns:
        (n, p) the calibrated matrix; fixed entries are untouched.

    Raises:
        CalibrationError: the targets do not hold after `max_steps`.
    """
    free, numbers = freedom.free, freedom.parameters()
    scale = _column_scales(values.shape[1], targets)
    values = np.where(free, np.clip(values, freedom.lower, freedom.upper), values)
    for _ in range(max_steps):
        errors, slopes = _errors_and_slopes(values, targets)
        if np.abs(errors).max() <= tolerance:
            return values
        by_parameter = _sum_by_parameter(slopes * scale, numbers)
        moving = np.ones(by_parameter.shape[1], dtype=bool)
        for _attempt in range(2):
            step = np.linalg.lstsq(by_parameter * moving, -errors, rcond=1e-12)[0]
            moved = np.where(free, values + step[numbers] * scale, values)
            stopped = free & ((moved < freedom.lower) | (moved > freedom.upper))
            moving[numbers[stopped]] = False
        values = np.where(free, np.clip(moved, freedom.lower, freedom.upper), values)
    raise CalibrationError(
        f"moments still off by {np.abs(errors).max():.2g} after {max_steps} steps"
    )


def explained_share(correlations: FloatArray) -> float:
    """Return R squared of the last variable regressed on the others, r' inv(R) r.

    Args:
        correlations: (k, k) correlation matrix, the dependent variable last.
    """
    return float(correlations[:-1, -1] @ standardised_coefficients(correlations))


def standardised_coefficients(correlations: FloatArray) -> FloatArray:
    """Return (k-1,) betas of the last variable regressed on the others, inv(R) r."""
    return np.asarray(
        np.linalg.solve(correlations[:-1, :-1], correlations[:-1, -1]), dtype=float
    )


def with_explained_share(
    correlations: FloatArray, wanted: float, movable: BoolArray, most: float
) -> FloatArray:
    """Move correlations by the least norm until R squared is the wanted one.

    The slope of R squared is 2 beta_i for a correlation with the dependent variable
    and -2 beta_i beta_j for one between two others.

    Args:
        correlations: (k, k) correlation matrix, the dependent variable last.
        wanted: wanted R squared.
        movable: (k, k) which correlations may move; the upper triangle counts.
        most: how far a correlation may move, e.g. half a printed decimal.

    Returns:
        (k, k) the moved correlation matrix.

    Raises:
        CalibrationError: some correlation would have to move further than `most`.
    """
    moved = correlations.copy()
    i, j = np.nonzero(np.triu(movable, k=1))
    # so small a step is all but linear: Newton is done after two or three
    for _ in range(5):
        beta = np.append(standardised_coefficients(moved), -1)
        slopes = -2 * beta[i] * beta[j]
        missing = wanted - explained_share(moved)
        moved[i, j] += slopes * missing / (slopes @ slopes)
        moved[j, i] = moved[i, j]
    furthest = float(np.abs(moved - correlations).max())
    if furthest > most:
        raise CalibrationError(
            f"R squared {wanted:.6f} needs a correlation moved by {furthest:.2g},"
            f" more than {most:.2g}"
        )
    return moved


def _column_scales(columns: int, targets: Sequence[Target]) -> FloatArray:
    """Return (p,) wanted standard deviations, those of the first target first."""
    scale = np.ones(columns)
    for target in reversed(targets):
        scale[list(target.columns)] = target.sds
    return scale


def _errors_and_slopes(
    values: FloatArray, targets: Sequence[Target]
) -> tuple[FloatArray, FloatArray]:
    """Return (c,) errors of all wanted moments and (c, n, p) their slopes."""
    errors: list[float] = []
    slopes: list[FloatArray] = []
    for target in targets:
        rows, columns = np.flatnonzero(target.rows), list(target.columns)
        part = values[rows][:, columns]
        centred = (part - part.mean(axis=0)) / target.sds
        wanted = target.correlations
        for a, column in enumerate(columns):
            errors.append((part[:, a].mean() - target.means[a]) / target.sds[a])
            slope = np.zeros(values.shape)
            slope[rows, column] = 1 / (len(rows) * target.sds[a])
            slopes.append(slope)
            for b in range(a + 1) if wanted is not None else [a]:
                product = centred[:, a] @ centred[:, b] / (len(rows) - 1)
                errors.append(product - (1 if wanted is None else wanted[a, b]))
                slope = np.zeros(values.shape)
                # adds up to the doubled slope of a square when a is b
                slope[rows, column] += centred[:, b] / target.sds[a]
                slope[rows, columns[b]] += centred[:, a] / target.sds[b]
                slopes.append(slope / (len(rows) - 1))
    return np.array(errors), np.array(slopes)


def _sum_by_parameter(slopes: FloatArray, numbers: IntArray) -> FloatArray:
    """Return (c, parameters) slopes: the entries of one parameter move together."""
    free = numbers != FIXED
    summed = np.zeros((numbers.max() + 1, len(slopes)))
    np.add.at(summed, numbers[free], slopes[:, free].T)
    return summed.T
