"""The units in the index period, 1 January 2018 and the years before it.

The 66 Vestland units carry the printed values of tables 3-7 through whole persons,
establishments and workers; the sizes behind them are synthetic. The other units are
synthetic: their construction values with a modest drift.
"""

import numpy as np

from bofast_demo.businesses import Habits
from bofast_demo.construction import DECIMALS
from bofast_demo.inputs import (
    AGE,
    BUSINESSES,
    CITIES,
    DISABILITY,
    LOW_INCOME,
    PRIMARY,
    SINGLE,
    STAVANGER,
    Units,
)
from bofast_demo.moments import FloatArray, IntArray
from bofast_demo.period import Period

AGEING = 0.5
"""How much older the average resident gets from 2014 to 2018, in years."""

DRIFT = {PRIMARY: -0.03, SINGLE: -0.03, BUSINESSES: 0.0, LOW_INCOME: 0.03}
"""Relative change since the construction period, on average."""

AGE_NOISE, DRIFT_NOISE = 0.3, 0.05
"""Standard deviations around them: years, and relative."""

ROUND_TOTAL = 10
"""Vestland's totals are a multiple of this: printed average ages have one decimal."""


def carry_on(
    units: Units,
    earlier: Period,
    totals: IntArray,
    working: IntArray,
    rng: np.random.Generator,
) -> Period:
    """Carry the construction period on to the index period.

    Args:
        units: the units with Vestland's printed values.
        earlier: the construction period.
        totals: (n,) about how many residents on 1 January 2018.
        working: (n,) about how many of them aged 15-74.
        rng: source of the draws.

    Returns:
        Residents, ages and establishments of 1 January 2018, workers of week 47 in
        2017, and the indicators. disability_share is not measured anew: it is NaN.
    """
    values = _drifted(units, earlier.values, rng)
    values[units.in_index, :DISABILITY] = units.printed[units.in_index, :DISABILITY]
    rounded = np.rint(totals / ROUND_TOTAL).astype(np.int64) * ROUND_TOTAL
    habits = {code: Habits.of(counts) for code, counts in earlier.businesses.items()}
    period = Period(
        values, np.where(units.in_index, rounded, totals), working.copy(), habits
    )
    for city in CITIES:
        period.count_city(units, city, rng)
    exactly = units.in_index & ~units.is_district
    period.count_businesses_exactly(units, np.flatnonzero(exactly), rng)
    others = ~units.in_index & ~units.is_district
    period.count_businesses(units, np.flatnonzero(others), rng)
    period.count_ages(np.arange(len(units)))
    return period


def _drifted(units: Units, earlier: FloatArray, rng: np.random.Generator) -> FloatArray:
    later = np.full(earlier.shape, np.nan)
    noise = rng.standard_normal(earlier.shape)
    stavanger = np.flatnonzero(units.districts(STAVANGER))
    noise[stavanger, SINGLE] = noise[stavanger[0], SINGLE]
    later[:, AGE] = earlier[:, AGE] + AGEING + AGE_NOISE * noise[:, AGE]
    for column, change in DRIFT.items():
        relative = np.exp(change + DRIFT_NOISE * noise[:, column])
        later[:, column] = np.round(earlier[:, column] * relative, DECIMALS)
    return later
