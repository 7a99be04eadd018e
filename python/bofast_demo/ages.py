"""Whole persons by age with a given total, age sum and number aged 15-74."""

import numpy as np

from bofast_demo.moments import CalibrationError, FloatArray, IntArray

AGES = np.arange(106)
"""Completed years; the last stands for everyone older too."""

WORKING = (AGES >= 15) & (AGES <= 74)
"""The ages whose residents the businesses are counted against."""

MID_YEAR = 0.5
"""Someone of completed age a is a + 0.5 years old on average (the contract)."""


def age_sum(average_age: FloatArray, totals: IntArray) -> IntArray:
    """Return the whole sum of completed ages nearest to an average age.

    Args:
        average_age: (n,) years, mean of completed age + 0.5.
        totals: (n,) residents.
    """
    return np.rint((average_age - MID_YEAR) * totals).astype(np.int64)


def average_age(age_sums: IntArray, totals: IntArray) -> FloatArray:
    """Return (n,) mean of completed age + 0.5, in years."""
    average: FloatArray = age_sums / totals + MID_YEAR
    return average


def age_counts(
    totals: IntArray, working: IntArray, age_sums: IntArray, noise: FloatArray
) -> IntArray:
    """Return residents by age that add up exactly to three given numbers.

    A smooth survival-like profile, roughened by `noise`, is tilted exponentially to
    the mean age and the share aged 15-74, rounded by largest remainder within and
    outside those ages, and corrected by moving single persons one year, never across
    the limits 15 and 74.

    Args:
        totals: (n,) residents.
        working: (n,) of them aged 15-74.
        age_sums: (n,) wanted sum of completed ages.
        noise: (n, 106) positive factors, about 1.

    Returns:
        (n, 106) persons by completed age.

    Raises:
        CalibrationError: no such population, e.g. a mean age beyond all ages.
    """
    profile = np.exp(-np.exp((AGES - 83) / 9.5)) * noise
    shares = _tilted(profile, age_sums / totals, working / totals)
    counts = np.zeros(shares.shape, dtype=np.int64)
    for group, size in ((WORKING, working), (~WORKING, totals - working)):
        part = shares[:, group]
        counts[:, group] = largest_remainder(
            part / part.sum(axis=1, keepdims=True) * size[:, None], size
        )
    for row, wanted in zip(counts, age_sums, strict=True):
        _shift(row, int(wanted))
    return counts


def largest_remainder(expected: FloatArray, totals: IntArray) -> IntArray:
    """Round rows to whole numbers that keep the rows' totals.

    Args:
        expected: (n, k) amounts, rows adding up to about `totals`.
        totals: (n,) what the rounded rows add up to.
    """
    rounded = np.floor(expected).astype(np.int64)
    rank = np.argsort(np.argsort(rounded - expected, axis=1, kind="stable"), axis=1)
    missing = totals - rounded.sum(axis=1)
    return np.asarray(rounded + (rank < missing[:, None]))


def _tilted(
    profile: FloatArray, mean_age: FloatArray, working_share: FloatArray
) -> FloatArray:
    """Return (n, 106) age shares with the wanted means, closest to the profile."""
    features = np.stack([(AGES - 40) / 20, WORKING.astype(float)])
    wanted = np.stack([(mean_age - 40) / 20, working_share], axis=1)
    tilt = np.zeros(wanted.shape)
    for _ in range(100):
        weights = profile * np.exp(tilt @ features)
        shares: FloatArray = weights / weights.sum(axis=1, keepdims=True)
        means = shares @ features.T
        missing = wanted - means
        if np.abs(missing).max() < 1e-10:
            return shares
        spread = np.einsum("na,ia,ja->nij", shares, features, features)
        spread -= means[:, :, None] * means[:, None, :]
        step = np.linalg.solve(spread, missing[:, :, None])[:, :, 0]
        tilt += np.clip(step, -1, 1)
    raise CalibrationError(
        "no age profile has the wanted mean age and share aged 15-74"
    )


def _shift(counts: IntArray, wanted: int) -> None:
    """Move persons by one year, in place, until the sum of ages is the wanted one."""
    while missing := wanted - int(counts @ AGES):
        direction = 1 if missing > 0 else -1
        beside = np.clip(AGES + direction, AGES[0], AGES[-1])
        # the oldest stay: one more year there would be conspicuous
        able = (counts > 0) & (WORKING[beside] == WORKING) & (AGES > 0) & (AGES < 90)
        movers = np.flatnonzero(able)
        if not movers.size:
            raise CalibrationError(f"no persons left to move {missing} years")
        picked = np.linspace(0, movers.size - 1, min(abs(missing), movers.size))
        movers = movers[np.rint(picked).astype(int)]
        counts[movers] -= 1
        counts[movers + direction] += 1
