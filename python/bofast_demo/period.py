"""The units at one time, as values and as the whole counts behind them."""

from dataclasses import dataclass, field

import numpy as np

from bofast_demo import ages
from bofast_demo.businesses import (
    Businesses,
    Habits,
    city_value,
    district_establishments,
    district_values,
    exact,
    nearest,
    working_age_for_city,
)
from bofast_demo.inputs import AGE, BUSINESSES, Units
from bofast_demo.moments import FloatArray, IntArray


@dataclass
class Period:
    """What the registers say about the units at one time.

    Counting replaces a wanted value by the one that whole persons, establishments
    and workers give.

    Attributes:
        values: (n, 6) `VARIABLES` of each unit.
        totals: (n,) residents.
        working: (n,) residents aged 15-74.
        habits: of each municipality, the four cities included.
        age_sums: (n,) sum of completed ages.
        businesses: counts of each municipality, the four cities included.
        establishments: establishments, with employees or not, of every region.
    """

    values: FloatArray
    totals: IntArray
    working: IntArray
    habits: dict[str, Habits]
    age_sums: IntArray = field(init=False)
    businesses: dict[str, Businesses] = field(default_factory=dict)
    establishments: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Start without ages."""
        self.age_sums = np.zeros_like(self.totals)

    def count_ages(self, rows: IntArray) -> None:
        """Turn average ages into whole sums of completed ages."""
        self.age_sums[rows] = ages.age_sum(self.values[rows, AGE], self.totals[rows])
        self.values[rows, AGE] = ages.average_age(
            self.age_sums[rows], self.totals[rows]
        )

    def count_businesses(
        self, units: Units, rows: IntArray, rng: np.random.Generator
    ) -> None:
        """Turn businesses_weighted of municipalities into counts, as near as can be."""
        for row in rows:
            code, value = str(units.codes[row]), float(self.values[row, BUSINESSES])
            counts = nearest(value, int(self.working[row]), self.habits[code])
            self._keep(row, code, counts, rng)

    def count_businesses_exactly(
        self, units: Units, rows: IntArray, rng: np.random.Generator
    ) -> None:
        """Turn values with one decimal into counts that give exactly these.

        Residents aged 15-74 are moved a little where that takes it.
        """
        for row in rows:
            code, tenths = (
                str(units.codes[row]),
                round(10 * self.values[row, BUSINESSES]),
            )
            counts = exact(tenths, int(self.working[row]), self.habits[code])
            self.working[row] = counts.working_age
            self._keep(row, code, counts, rng)

    def count_city(
        self,
        units: Units,
        city: str,
        rng: np.random.Generator,
        counts: Businesses | None = None,
    ) -> None:
        """Turn businesses_weighted of a city's districts into counts.

        Args:
            units: the units.
            city: municipality code.
            rng: source of the draws.
            counts: the city's own counts where they are published; the districts'
                residents then follow from them.
        """
        rows = np.flatnonzero(units.districts(city))
        values = self.values[rows, BUSINESSES]
        if counts:
            likely = self.working[rows]
            self.working[rows] = working_age_for_city(values, likely, counts)
            self.totals[rows] = np.rint(self.totals[rows] * self.working[rows] / likely)
        working = self.working[rows]
        if not counts:
            value = city_value(values, working)
            counts = nearest(value, int(working.sum()), self.habits[city])
        about = _all_establishments(counts, rng)
        shared = district_establishments(values, working, about)
        self.values[rows, BUSINESSES] = district_values(counts.value, shared, working)
        self.businesses[city] = counts
        self.establishments[city] = int(shared.sum())
        for code, number in zip(units.codes[rows], shared, strict=True):
            self.establishments[str(code)] = int(number)

    def _keep(
        self, row: int, code: str, counts: Businesses, rng: np.random.Generator
    ) -> None:
        self.values[row, BUSINESSES] = counts.value
        self.businesses[code] = counts
        self.establishments[code] = _all_establishments(counts, rng)


def _all_establishments(counts: Businesses, rng: np.random.Generator) -> int:
    """Draw how many establishments there are when those without employees count."""
    return round(counts.establishments * rng.uniform(1.9, 2.5))
