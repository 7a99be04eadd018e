"""What the synthetic regional registers start from: the seeds of the repository."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bofast_demo.moments import BoolArray, FloatArray, IntArray

EDITION = 2019
DIVISION_DATE = date(2018, 1, 1)
"""The regions of the edition are those of this day."""

VARIABLES = (
    "average_age",
    "primary_education_share",
    "single_parent_share",
    "businesses_weighted",
    "low_income_share",
    "disability_share",
)
"""Columns of the matrix of units by variables; the dependent one is the last."""

AGE, PRIMARY, SINGLE, BUSINESSES, LOW_INCOME, DISABILITY = range(len(VARIABLES))
PREDICTORS = (AGE, PRIMARY, SINGLE, BUSINESSES, LOW_INCOME)
COUNTED = (AGE, BUSINESSES)
"""Columns the warehouse derives from counts, so that not every value is possible."""

OSLO, STAVANGER, BERGEN, TRONDHEIM = CITIES = ("0301", "1103", "1201", "5001")
"""The cities that the study takes by districts."""

MISSING = {
    "1151": (PRIMARY, SINGLE, LOW_INCOME),
    "1144": (LOW_INCOME,),
    "1265": (LOW_INCOME,),
    "5043": (LOW_INCOME,),
}
"""Utsira, Kvitsøy, Fedje, Røyrvik: what the study lacks of them."""

EXTREME = ("1034", "0935", "1027")
"""Hægebostad, Iveland, Audnedal: the study leaves them out as extreme."""


@dataclass(frozen=True)
class PrintedNumbers:
    """One line of table 10 or 11, one decimal each.

    Attributes:
        mean: mean over the units.
        sd: standard deviation.
        low: least value.
        high: greatest value.
    """

    mean: float
    sd: float
    low: float
    high: float


@dataclass(frozen=True)
class Published:
    """The published figures that the construction period must carry.

    Attributes:
        means: (6,) means of `VARIABLES` over the 445 units.
        sds: (6,) standard deviations, divisor 444.
        correlations: (6, 6) as printed, six decimals.
        r_squared: explained share of disability_share, from the sums of squares.
        national: table 10, one line per variable.
        vestland: table 11, one line per variable.
        highest_disability: greatest disability_share of all units, extreme ones too.
    """

    means: FloatArray
    sds: FloatArray
    correlations: FloatArray
    r_squared: float
    national: tuple[PrintedNumbers, ...]
    vestland: tuple[PrintedNumbers, ...]
    highest_disability: float


@dataclass(frozen=True)
class Units:
    """The study's units: municipalities, and the districts of the four cities.

    Attributes:
        codes: (n,) region codes of 1 January 2018, sorted.
        levels: (n,) centrality level of the municipality, 1-4.
        in_index: (n,) whether the unit is one of Vestland's 66.
        printed: (n, 6) `VARIABLES` as printed for the index period (disability_share
            2014-2016), NaN outside Vestland.
    """

    codes: NDArray[np.str_]
    levels: IntArray
    in_index: BoolArray
    printed: FloatArray

    def __len__(self) -> int:
        """Return the number of units."""
        return len(self.codes)

    @property
    def is_district(self) -> BoolArray:
        """Return (n,) mask of the city districts."""
        return np.char.str_len(self.codes) > 4

    @property
    def is_used(self) -> BoolArray:
        """Return (n,) mask of the 445 units the published moments are about."""
        return ~self.are((*MISSING, *EXTREME))

    def are(self, codes: tuple[str, ...]) -> BoolArray:
        """Return (n,) mask of the units with these codes."""
        return np.isin(self.codes, codes)

    def districts(self, city: str) -> BoolArray:
        """Return (n,) mask of a city's districts."""
        return self.is_district & np.char.startswith(self.codes, city)


def read_published(seeds: Path) -> Published:
    """Read moments, correlations and sums of squares from `seeds`/published."""
    implied = _read_published(seeds, "implied_moments").set_index("variable")
    anova = _read_published(seeds, "ols_anova").set_index("source")
    squares = anova["ss"].to_dict()
    table = _read_published(seeds, "moments").set_index(["scope", "variable"])
    sds = implied.loc[list(VARIABLES), "sd"].to_numpy(dtype=float, copy=True)
    # printed with more digits in the analysis of variance than anywhere else
    sds[DISABILITY] = np.sqrt(squares["total"] / anova["df"].to_dict()["total"])
    correlations = np.eye(len(VARIABLES))
    for row in _read_published(seeds, "correlations").to_dict("records"):
        a, b = VARIABLES.index(row["variable_a"]), VARIABLES.index(row["variable_b"])
        correlations[a, b] = correlations[b, a] = row["correlation"]

    def lines(scope: str) -> tuple[PrintedNumbers, ...]:
        rows = table.loc[[(scope, name) for name in VARIABLES]]
        return tuple(
            PrintedNumbers(*map(float, row))
            for row in rows[["mean", "sd", "min", "max"]].to_numpy()
        )

    highest = table["max_overall"].to_dict()["national_sample", "disability_share"]
    return Published(
        means=implied.loc[list(VARIABLES), "mean"].to_numpy(dtype=float),
        sds=sds,
        correlations=correlations,
        r_squared=squares["model"] / squares["total"],
        national=lines("national_sample"),
        vestland=lines("vestland_units"),
        highest_disability=highest,
    )


def read_units(seeds: Path) -> Units:
    """Read the units of the edition with Vestland's printed values."""
    path = seeds / "risk_index" / "risk_index_region.csv"
    regions = pd.read_csv(path, dtype={"region_code": str})
    regions = regions[(regions["edition"] == EDITION) & regions["in_construction"]]
    regions = regions.set_index("region_code").sort_index()
    printed = _read_published(seeds, "units")
    districts = _read_codes(seeds, "city_district")
    names = dict(
        zip(
            districts["municipality_code"] + districts["label_nb"],
            districts["region_code"],
            strict=True,
        )
    )
    # a municipality's name is not a district's: it keeps its own code
    printed.index = pd.Index(
        [
            names.get(code + name, code)
            for code, name in zip(
                printed["municipality_code"], printed["unit_name"], strict=True
            )
        ]
    )
    return Units(
        codes=regions.index.to_numpy(dtype=str),
        levels=_centrality(seeds, [code[:4] for code in regions.index]),
        in_index=regions["in_index"].to_numpy(dtype=bool),
        printed=printed[list(VARIABLES)].reindex(regions.index).to_numpy(dtype=float),
    )


def read_codes_in_force(seeds: Path) -> Callable[[date], dict[str, tuple[str, ...]]]:
    """Read which codes the regions of `DIVISION_DATE` had on earlier days.

    Args:
        seeds: the seeds folder.

    Returns:
        A function from a day to each region's codes on that day; more than one where
        municipalities have merged since.
    """
    municipalities = _read_codes(seeds, "municipality")
    all_changes = _read_codes(seeds, "municipality_change")
    districts = _read_codes(seeds, "city_district")

    def codes_in_force(day: date) -> dict[str, tuple[str, ...]]:
        in_force = set(_valid(municipalities, day)["municipality_code"])
        since = all_changes["change_date"] > day.isoformat()
        until = all_changes["change_date"] <= DIVISION_DATE.isoformat()
        changes = all_changes[since & until]

        def on_day(code: str) -> list[str]:
            older = changes.loc[changes["new_code"] == code, "old_code"]
            itself = [code] if code in in_force else []
            return itself + [earlier for old in older for earlier in on_day(old)]

        now = _valid(municipalities, DIVISION_DATE)["municipality_code"]
        codes = {code: tuple(on_day(code)) for code in now}
        for district in _valid(districts, DIVISION_DATE)["region_code"]:
            (city,) = codes[district[:4]]
            codes[district] = (city + district[4:],)
        return codes

    return codes_in_force


def _centrality(seeds: Path, municipalities: list[str]) -> IntArray:
    """Return centrality levels, those of a predecessor for codes made after 2013."""
    table = _read_codes(seeds, "municipality").set_index("municipality_code")
    levels = table["centrality_level"].dropna().astype(int).to_dict()
    changes = _read_codes(seeds, "municipality_change")
    changes = changes[changes["change_date"] <= DIVISION_DATE.isoformat()]
    older = dict(zip(changes["new_code"], changes["old_code"], strict=True))
    return np.array(
        [levels.get(code) or levels[older[code]] for code in municipalities]
    )


def _valid(codes: pd.DataFrame, day: date) -> pd.DataFrame:
    begun = codes["valid_from"].isna() | (codes["valid_from"] <= day.isoformat())
    going_on = codes["valid_to"].isna() | (codes["valid_to"] > day.isoformat())
    return codes[begun & going_on]


def _read_codes(seeds: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(seeds / "classifications" / f"{name}.csv", dtype=str)


def _read_published(seeds: Path, name: str) -> pd.DataFrame:
    path = seeds / "published" / f"published_risk_index_{name}.csv"
    return pd.read_csv(path, dtype={"municipality_code": str})
