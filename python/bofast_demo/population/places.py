"""Municipalities through the period, their sizes, and where movers go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from bofast.contract.registers import csv_rows
from bofast_demo.population.people import Flags, Floats, Ints
from bofast_demo.sizes import MEDIAN_SIZES, ROUGH_SIZES, SIZE_SPREAD

FIRST_YEAR, LAST_YEAR = 2004, 2014
"""First and last 1 January of the population register."""

DIVISION = date(2013, 1, 1)
LEVELS = 4

DESTINATION_LEVELS = np.array(
    [
        [0.00, 0.12, 0.23, 0.65],
        [0.15, 0.00, 0.20, 0.65],
        [0.10, 0.06, 0.00, 0.84],
        [0.22, 0.14, 0.64, 0.00],
    ]
)
"""Where those go who leave a centrality level (rows: from). An assumption."""

SHARE_TO_OTHER_COUNTY = 0.55
"""Of those who leave their level and could stay in the county. An assumption."""

CAPITAL = "0301"
CAPITAL_PULL = 2.0
"""How much more likely an immigrant's first home is Oslo than its size says."""


@dataclass(frozen=True)
class Places:
    """Municipalities as they were on 1 January 2004, rows of what follows.

    Attributes:
        codes: (units, years) the code in force on 1 January of each year.
        level: (units,) 0 least central .. 3 most central.
        county: (units,) number of the county of the 2013 division.
        counties: codes of the counties, by number.
        weight: (units,) about how many live there.
    """

    codes: np.ndarray
    level: Ints
    county: Ints
    counties: tuple[str, ...]
    weight: Floats

    def draw(self, levels: Ints, rng: np.random.Generator) -> Ints:
        """Draw a unit of each level, in proportion to size."""
        units = np.zeros(len(levels), np.int16)
        for level in range(LEVELS):
            chosen = np.flatnonzero(levels == level)
            units[chosen] = self._draw_among(self.level == level, len(chosen), rng)
        return units

    def draw_home(self, levels: Ints, counties: Ints, rng: np.random.Generator) -> Ints:
        """Draw a unit of each level and county, in proportion to size."""
        units = np.zeros(len(levels), np.int16)
        for county in np.unique(counties):
            for level in range(LEVELS):
                there = (self.level == level) & (self.county == county)
                chosen = np.flatnonzero((levels == level) & (counties == county))
                if len(chosen):
                    units[chosen] = self._draw_among(there, len(chosen), rng)
        return units

    def sizes(self) -> Floats:
        """Return (levels, counties) about how many live there."""
        sizes = np.zeros((LEVELS, len(self.counties)))
        np.add.at(sizes, (self.level, self.county), self.weight)
        return sizes

    def by_county(self, table: Mapping[str, Sequence[float]]) -> Floats:
        """Return (counties, columns) the rows of a table by code of the county."""
        return np.array([table[code] for code in self.counties])

    def leave_level(self, units: Ints, rng: np.random.Generator) -> Ints:
        """Draw where those move who leave their centrality level.

        Args:
            units: (n,) from where.
            rng: source of the draw.

        Returns:
            (n,) units of another level; some of another county.
        """
        origin = self.level[units]
        limits = DESTINATION_LEVELS.cumsum(axis=1)[origin]
        levels = (rng.random(len(units))[:, None] > limits).sum(axis=1)
        near = rng.random(len(units)) >= SHARE_TO_OTHER_COUNTY
        found = self.draw(levels, rng)
        for county in np.unique(self.county[units]):
            for level in range(LEVELS):
                there = (self.level == level) & (self.county == county)
                chosen = np.flatnonzero(
                    near & (levels == level) & (self.county[units] == county)
                )
                if there.any() and len(chosen):
                    found[chosen] = self._draw_among(there, len(chosen), rng)
        far = ~near
        return self._elsewhere(units, found, far, rng)

    def leave_county(self, units: Ints, rng: np.random.Generator) -> Ints:
        """Draw where those move who leave their county but not their level."""
        found = self.draw(self.level[units], rng)
        return self._elsewhere(units, found, np.ones(len(units), bool), rng)

    def leave_municipality(self, units: Ints, rng: np.random.Generator) -> Ints:
        """Draw where those move who leave neither county nor level."""
        found = units.copy()
        for county in np.unique(self.county[units]):
            for level in range(LEVELS):
                there = (self.level == level) & (self.county == county)
                chosen = np.flatnonzero(there[units])
                if len(chosen):
                    found[chosen] = self._draw_among(there, len(chosen), rng)
        return found

    def share_to_other_county(self) -> Floats:
        """Return (units,) the share of those who leave the level that leave the county.

        A county without municipalities of the destination's level is always left.
        """
        has = np.zeros((self.county.max() + 1, LEVELS), bool)
        has[self.county, self.level] = True
        near = DESTINATION_LEVELS[self.level] * has[self.county]
        return np.asarray(1 - near.sum(axis=1) * (1 - SHARE_TO_OTHER_COUNTY))

    def _elsewhere(
        self, origin: Ints, found: Ints, who: Flags, rng: np.random.Generator
    ) -> Ints:
        """Draw again, within the level found, for those still in their county."""
        while True:
            again = np.flatnonzero(who & (self.county[found] == self.county[origin]))
            if not len(again):
                return found
            found[again] = self.draw(self.level[found[again]], rng)

    def _draw_among(self, there: Flags, number: int, rng: np.random.Generator) -> Ints:
        rows = np.flatnonzero(there)
        limits = self.weight[rows].cumsum()
        place = np.searchsorted(limits, rng.random(number) * limits[-1], side="right")
        return np.asarray(rows[np.minimum(place, len(rows) - 1)], np.int16)


def read_places(seeds: Path, rng: np.random.Generator) -> Places:
    """Read the municipalities of 2004-2014 from the classification seeds.

    Args:
        seeds: the repository's seeds folder.
        rng: source of the sizes that nobody would recognise.

    Returns:
        Places; sizes are rough and synthetic.
    """
    folder = seeds / "classifications"
    municipalities = {
        row["municipality_code"]: row for row in csv_rows(folder / "municipality.csv")
    }
    changes = [
        (date.fromisoformat(row["change_date"]), row["old_code"], row["new_code"])
        for row in csv_rows(folder / "municipality_change.csv")
    ]
    start = date(FIRST_YEAR, 1, 1)
    units = [
        code
        for code, row in municipalities.items()
        if (not row["valid_from"] or date.fromisoformat(row["valid_from"]) <= start)
        and (not row["valid_to"] or date.fromisoformat(row["valid_to"]) > start)
    ]
    codes = np.array(
        [
            [_recode(code, start, date(year, 1, 1), changes) for code in units]
            for year in range(FIRST_YEAR, LAST_YEAR + 1)
        ]
    ).T
    residences = [_recode(code, start, DIVISION, changes) for code in units]
    counties = sorted({municipalities[code]["county_code"] for code in residences})
    level = [int(municipalities[code]["centrality_level"]) - 1 for code in residences]
    return Places(
        codes=codes,
        level=np.array(level, np.int8),
        county=np.array(
            [counties.index(municipalities[code]["county_code"]) for code in residences]
        ),
        counties=tuple(counties),
        weight=_weights(units, residences, level, changes, rng),
    )


def _recode(
    code: str, after: date, until: date, changes: list[tuple[date, str, str]]
) -> str:
    for day, old, new in sorted(changes):
        if after < day <= until and old == code:
            code = new
    return code


def _weights(
    units: list[str],
    residences: list[str],
    level: list[int],
    changes: list[tuple[date, str, str]],
    rng: np.random.Generator,
) -> Floats:
    """Return rough sizes; a merged municipality's is shared by its old parts."""
    noise = rng.standard_normal(len(units))
    sizes = np.empty(len(units))
    for row, (residence, at) in enumerate(zip(residences, level, strict=True)):
        today = _recode(residence, DIVISION, date(2018, 1, 1), changes)
        known = ROUGH_SIZES.get(residence, ROUGH_SIZES.get(today, 0))
        parts = residences.count(residence)
        drawn = MEDIAN_SIZES[at + 1] * np.exp(SIZE_SPREAD * noise[row])
        sizes[row] = (known or drawn) / parts
    sizes[units.index(CAPITAL)] *= CAPITAL_PULL
    return sizes
