"""Whole establishments and workers behind the variable businesses_weighted.

v = 100 E/P * W/R, with E establishments with employees, P residents aged 15-74, and
W and R the employed by workplace and by residence. A district's E and W are its share
s of the city's and its R follows its residents, so v_d = v_city (s_d/p_d)^2 where p_d
is its share of the city's P (the study's notes to table 8).
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from bofast_demo.ages import largest_remainder
from bofast_demo.moments import (
    BoolArray,
    CalibrationError,
    FloatArray,
    IntArray,
)

LEAST_DENSITY, GREATEST_DENSITY = 1.8, 12.0
"""Establishments with employees per 100 residents aged 15-74."""

LEAST_COVERAGE, GREATEST_COVERAGE = 0.4, 1.6
"""Employed by workplace per employed by residence."""

GREATEST_VALUE = 0.85 * GREATEST_DENSITY * GREATEST_COVERAGE
"""Of businesses_weighted in a municipality; the rest is room for drift and rounding."""

COVERAGE_ELASTICITY = 0.45
"""Percent by which coverage is higher where businesses_weighted is 1 percent higher."""

TOTALS_TRIED = 200
"""Totals of a city's establishments to choose from."""


@dataclass(frozen=True)
class Businesses:
    """The four counts of one municipality.

    Attributes:
        working_age: residents aged 15-74, P.
        establishments: establishments with employees, E.
        by_workplace: employed by workplace, W.
        by_residence: employed by residence, R.
    """

    working_age: int
    establishments: int
    by_workplace: int
    by_residence: int

    @property
    def value(self) -> float:
        """Return businesses_weighted, establishments per 100 residents."""
        density = 100 * self.establishments / self.working_age
        return density * self.by_workplace / self.by_residence


@dataclass(frozen=True)
class Habits:
    """What a place is like, apart from how many businesses it has.

    Attributes:
        employment_rate: employed by residence per resident aged 15-74.
        coverage: employed by workplace per employed by residence where
            businesses_weighted is 5.5, about the national mean.
    """

    employment_rate: float
    coverage: float

    @classmethod
    def draw(cls, rng: np.random.Generator) -> "Habits":
        """Draw the habits of a place."""
        rate, coverage = np.clip(rng.standard_normal(2), -2, 2)
        return cls(0.68 + 0.03 * rate, 0.95 * float(np.exp(0.05 * coverage)))

    @classmethod
    def of(cls, counts: Businesses) -> "Habits":
        """Return the habits that counts tell of."""
        coverage = counts.by_workplace / counts.by_residence
        return cls(
            counts.by_residence / counts.working_age,
            coverage / (counts.value / 5.5) ** COVERAGE_ELASTICITY,
        )

    def likely(self, value: float, working_age: int) -> tuple[int, int]:
        """Return likely establishments with employees and employed by residence.

        Where there are many businesses for the residents, many also commute in.
        """
        coverage = self.coverage * (value / 5.5) ** COVERAGE_ELASTICITY
        coverage = max(coverage, LEAST_COVERAGE, value / GREATEST_DENSITY)
        coverage = min(coverage, GREATEST_COVERAGE, value / LEAST_DENSITY)
        establishments = max(round(value * working_age / (100 * coverage)), 1)
        return establishments, round(self.employment_rate * working_age)


def nearest(value: float, working_age: int, habits: Habits) -> Businesses:
    """Return plausible counts whose businesses_weighted is nearest to a value.

    The step from one count of workers to the next is coarse in a small municipality,
    so neighbouring counts of establishments and residents in work are tried too.

    Args:
        value: wanted businesses_weighted.
        working_age: residents aged 15-74.
        habits: what the place is like.

    Raises:
        CalibrationError: no counts within the limits of this module do.
    """
    likely_e, likely_r = habits.likely(value, working_age)
    e = _around(likely_e, 3)[:, None]
    r = _around(likely_r, max(likely_r // 30, 3))[None, :]
    w = np.rint(value * working_age * r / (100 * e)).astype(np.int64)
    miss = np.abs(100 * e / working_age * w / r - value)
    i, j = _least(miss, _is_plausible(100 * e / working_age, w / r))
    return Businesses(working_age, int(e[i, 0]), int(w[i, j]), int(r[0, j]))


def exact(tenths: int, working_age: int, habits: Habits) -> Businesses:
    """Return plausible counts whose businesses_weighted is exactly a printed value.

    W = tenths * P * R / (1000 E) has to be whole: for each P and E near the likely
    ones the nearest R that makes it so is taken, and the least disturbance wins.

    Args:
        tenths: wanted businesses_weighted times ten.
        working_age: about how many residents aged 15-74.
        habits: what the place is like.

    Raises:
        CalibrationError: no counts within the limits of this module do.
    """
    likely_e, likely_r = habits.likely(tenths / 10, working_age)
    p = _around(working_age, max(working_age // 50, 10))[:, None]
    e = _around(likely_e, 3)[None, :]
    unit = 1000 * e // np.gcd(1000 * e, tenths * p)
    r = np.maximum(np.rint(likely_r / unit).astype(np.int64), 1) * unit
    w = tenths * p * r // (1000 * e)
    disturbance = np.abs(r / likely_r - 1) + np.abs(p / working_age - 1)
    i, j = _least(disturbance, _is_plausible(100 * e / p, w / r))
    return Businesses(int(p[i, 0]), int(e[0, j]), int(w[i, j]), int(r[i, j]))


def city_value(values: FloatArray, working_age: IntArray) -> float:
    """Return the city's businesses_weighted that goes with its districts' ones.

    Since v_d = v_city (s_d/p_d)^2 and the shares s_d add up to one,
    sqrt(v_city) = sum of p_d sqrt(v_d).

    Args:
        values: (k,) businesses_weighted of the districts.
        working_age: (k,) their residents aged 15-74.
    """
    return float(working_age @ np.sqrt(values) / working_age.sum()) ** 2


def district_establishments(
    values: FloatArray, working_age: IntArray, about: int
) -> IntArray:
    """Share a city's establishments out so that districts get about their values.

    The total is chosen near `about` so that whole establishments fit best.

    Args:
        values: (k,) businesses_weighted of the districts.
        working_age: (k,) their residents aged 15-74.
        about: about how many establishments the city has, with employees or not.

    Returns:
        (k,) establishments.
    """
    weights = working_age * np.sqrt(values)
    totals = np.arange(about, about + TOTALS_TRIED)
    expected = totals[:, None] * weights / weights.sum()
    shared = largest_remainder(expected, totals)
    # the value goes with the square of the share
    miss = np.abs(values * ((shared / expected) ** 2 - 1)).max(axis=1)
    return np.asarray(shared[np.argmin(miss)])


def district_values(
    value: float, establishments: IntArray, working_age: IntArray
) -> FloatArray:
    """Return (k,) businesses_weighted of districts, from the city's `value`."""
    shares = establishments / establishments.sum()
    return np.asarray(value * (shares / (working_age / working_age.sum())) ** 2)


def working_age_for_city(
    values: FloatArray, likely: IntArray, city: Businesses
) -> IntArray:
    """Choose districts' residents 15-74 so that their values give the city's value.

    Args:
        values: (k,) businesses_weighted of the districts.
        likely: (k,) about how many residents aged 15-74.
        city: the city's counts.

    Returns:
        (k,) residents aged 15-74 that add up to the city's.

    Raises:
        CalibrationError: the city's value is beyond all its districts' values.
    """
    root = np.sqrt(values)

    def shares(tilt: float) -> FloatArray:
        weights = likely * np.exp(tilt * (root - root.mean()))
        return np.asarray(weights / weights.sum())

    def surplus(tilt: float) -> float:
        return float(shares(tilt) @ root - np.sqrt(city.value))

    try:
        tilt = brentq(surplus, -5, 5)
    except ValueError as error:
        raise CalibrationError("districts cannot make up the city's value") from error
    total = np.array([city.working_age])
    return np.asarray(largest_remainder(shares(tilt)[None, :] * total, total)[0])


def _around(middle: int, reach: int) -> IntArray:
    """Return the whole numbers from 1 up within `reach` of a middle one."""
    return np.arange(max(middle - reach, 1), middle + reach + 1)


def _is_plausible(density: FloatArray, coverage: FloatArray) -> BoolArray:
    return (
        (density >= LEAST_DENSITY)
        & (density <= GREATEST_DENSITY)
        & (coverage >= LEAST_COVERAGE)
        & (coverage <= GREATEST_COVERAGE)
    )


def _least(cost: FloatArray, allowed: BoolArray) -> tuple[int, int]:
    """Return the row and column of the least allowed cost."""
    if not allowed.any():
        raise CalibrationError(
            "no plausible counts give the wanted businesses_weighted"
        )
    at = np.unravel_index(np.argmin(np.where(allowed, cost, np.inf)), cost.shape)
    return int(at[0]), int(at[1])
