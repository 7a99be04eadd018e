"""Regional registers for the demo: published figures carried by synthetic counts.

Carried exactly, from the risk index study of 2019:
- the 66 Vestland units in the index period (tables 3-7), to the printed decimal;
- disability_share 2014-2016 of the same units (table 2);
- Bergen's establishments, residents and workers in 2014 and 2015 (notes to table 8);
- over the 445 units of the construction period the means, standard deviations,
  correlations, extremes and sums of squares (tables 9-11), which units lack which
  values, and which three are extreme.

Synthetic: everything else, that is every population size and age distribution, every
count of establishments and workers, every value of a single unit outside Vestland,
and population growth, which is drawn so that it has no effect.
"""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from bofast_demo import ages
from bofast_demo.construction import DECIMALS, construct
from bofast_demo.draws import draw_growth
from bofast_demo.files import write_registers
from bofast_demo.index_period import carry_on
from bofast_demo.inputs import (
    CITIES,
    MISSING,
    SINGLE,
    STAVANGER,
    VARIABLES,
    Units,
    read_codes_in_force,
    read_published,
    read_units,
)
from bofast_demo.moments import FloatArray, IntArray
from bofast_demo.period import Period

CONSTRUCTION_SPANS = {
    "disability_share": (2014, 2016),
    "primary_education_share": (2014, 2014),
    "single_parent_share": (2012, 2014),
    "low_income_share": (2014, 2014),
}
INDEX_SPANS = {
    "primary_education_share": (2017, 2017),
    "single_parent_share": (2015, 2017),
    "low_income_share": (2016, 2016),
}
"""First and last year of each indicator (table 8)."""

CONSTRUCTION_YEAR, INDEX_YEAR = 2015, 2018
"""Of establishments, on 1 January; their workers are those of the year before."""

AGE_YEAR = 2014
"""Of average_age in the construction period, on 1 January."""

REFERENCE_DAY = (11, 20)
"""In week 47, when workers are counted, in 2014 and in 2017."""

AGEING_PER_YEAR = 0.12
"""How much older the average resident gets each year, in years."""

COHORT_NOISE = 0.06
"""Relative differences in size between people born in neighbouring years."""

CodesInForce = Callable[[date], dict[str, tuple[str, ...]]]

NOTE = """## Regional registers

The registers whose names start with `region_` are drawn with seed {seed}.

Published, from the risk index study (Hordaland county 2019), and carried exactly:

- the 66 Vestland units in the index period (tables 3-7), to the printed decimal;
  businesses_weighted of Bergen's districts within 0.004;
- disability_share 2014-2016 of these units (table 2);
- Bergen's establishments, residents aged 15-74 and workers in 2014 and 2015 (table 8);
- in the construction period, over the 445 units the study used: means, standard
  deviations and correlations that give its tables 9 and 10, and table 11 for Vestland;
- which units lack values, and which three are extreme.

Synthetic is everything else:

- every population size and age distribution, and every count of establishments and
  workers, also where a published value is derived from them;
- every value of a single unit outside Vestland, and of Vestland's units in the
  construction period other than disability_share; their many decimals mean nothing;
- population growth, drawn so that it has no effect on disability_share;
- how merged municipalities divide over their old codes.

Names and codes are real. Nothing here says anything about a real place.
"""


def write_region_registers(
    out: Path, seeds: Path, seed: int, progress: Callable[[str], None]
) -> dict[str, int]:
    """Write the four regional registers of the contract as Parquet.

    Args:
        out: register folder; each register becomes a folder in it.
        seeds: the repository's seeds folder, where published figures come from.
        seed: of everything that is drawn; the same seed gives the same bytes.
        progress: is told what has been done, one line at a time.

    Returns:
        Rows per register.

    Raises:
        CalibrationError: the draw of this seed cannot carry the published figures.
        RegisterError: a register's folder holds other data.
    """
    rng = np.random.default_rng(seed)
    units, codes = read_units(seeds), read_codes_in_force(seeds)
    earlier = construct(units, read_published(seeds), rng)
    progress(f"{len(units)} regions calibrated to the published moments")
    growth = draw_growth(units, earlier.values, rng)
    later = carry_on(units, earlier, *_residents(earlier, growth, INDEX_YEAR), rng)
    progress(f"{units.in_index.sum()} regions carry their published values")
    populations = _populations(units, earlier, later, growth, rng)
    registers = {
        "region_population": _population_register(units, populations, codes),
        "region_indicator": _indicator_register(units, earlier, later),
        "region_establishment": _establishment_register(earlier, later, codes),
        "region_employment": _employment_register(earlier, later, codes),
    }
    write_registers(out, registers, seed)
    rows = {name: len(table) for name, table in registers.items()}
    for name, number in rows.items():
        progress(f"{name}: {number:,} rows")
    return rows


def _residents(
    earlier: Period, growth: FloatArray, year: int
) -> tuple[IntArray, IntArray]:
    """Return (n,) residents on 1 January of a year, and how many are 15-74.

    `earlier` has residents of 2014 and residents aged 15-74 of 2015; their share stays.
    """

    def totals(when: int) -> FloatArray:
        return np.asarray(
            earlier.totals * (1 + growth / 100) ** ((when - AGE_YEAR) / 2)
        )

    share = earlier.working / totals(CONSTRUCTION_YEAR)
    now = np.rint(totals(year))
    return now.astype(np.int64), np.rint(share * now).astype(np.int64)


def _populations(
    units: Units,
    earlier: Period,
    later: Period,
    growth: FloatArray,
    rng: np.random.Generator,
) -> dict[int, IntArray]:
    """Return for each year (n, 106) residents of each unit by age."""
    first_birth = 2012 - len(ages.AGES)
    cohorts = np.exp(
        COHORT_NOISE * rng.standard_normal((len(units), INDEX_YEAR - first_birth))
    )
    average_age = ages.average_age(earlier.age_sums, earlier.totals)
    populations = {}
    for year in (2012, AGE_YEAR, CONSTRUCTION_YEAR, INDEX_YEAR):
        totals, working = _residents(earlier, growth, year)
        older = average_age + AGEING_PER_YEAR * (year - AGE_YEAR)
        age_sums = ages.age_sum(older, totals)
        if year == INDEX_YEAR:
            totals, working, age_sums = later.totals, later.working, later.age_sums
        # a cohort keeps its size beside its neighbours as it grows older
        noise = cohorts[:, year - 1 - ages.AGES - first_birth]
        populations[year] = ages.age_counts(totals, working, age_sums, noise)
    return populations


def _population_register(
    units: Units, populations: Mapping[int, IntArray], codes_in_force: CodesInForce
) -> pd.DataFrame:
    rows = []
    for year, counts in populations.items():
        regions = dict(zip(units.codes.tolist(), counts, strict=True))
        for city in CITIES:
            regions[city] = counts[units.districts(city)].sum(axis=0)
        by_code = _on_codes(regions, codes_in_force(date(year, 1, 1)))
        rows += [
            pd.DataFrame(
                {
                    "year": year,
                    "region_code": code,
                    "age": ages.AGES,
                    "persons": persons,
                }
            )
            for code, persons in sorted(by_code.items())
        ]
    return pd.concat(rows, ignore_index=True)


def _indicator_register(units: Units, earlier: Period, later: Period) -> pd.DataFrame:
    """Return the indicators, all years on the division of 1 January 2018."""
    rows = []
    for period, spans in ((earlier, CONSTRUCTION_SPANS), (later, INDEX_SPANS)):
        for indicator, (start, end) in spans.items():
            column = VARIABLES.index(indicator)
            values = _with_cities(units, period, column)
            if column == SINGLE:
                suppressed = units.codes[units.districts(STAVANGER)].tolist()
                values |= dict.fromkeys(suppressed, np.nan)
            if period is earlier:
                lacking = [code for code in MISSING if column in MISSING[code]]
                values |= dict.fromkeys(lacking, np.nan)
            rows += [
                (code, start, end, indicator, value)
                for code, value in sorted(values.items())
            ]
    columns = ["region_code", "period_start", "period_end", "indicator", "value"]
    return pd.DataFrame(rows, columns=columns).astype({"value": "Float64"})


def _with_cities(units: Units, period: Period, column: int) -> dict[str, float]:
    """Return a variable of all units and, averaged over residents, of the cities."""
    values = period.values[:, column]
    regions = dict(zip(units.codes.tolist(), values.tolist(), strict=True))
    for city in CITIES:
        inside = units.districts(city)
        mean = np.average(values[inside], weights=period.totals[inside])
        regions[city] = round(float(mean), DECIMALS)
    return regions


def _establishment_register(
    earlier: Period, later: Period, codes_in_force: CodesInForce
) -> pd.DataFrame:
    rows = []
    for year, period in ((CONSTRUCTION_YEAR, earlier), (INDEX_YEAR, later)):
        codes = codes_in_force(date(year, 1, 1))
        # districts have all establishments only
        employers = {
            code: np.array([counts.establishments])
            for code, counts in period.businesses.items()
        }
        everything = {
            code: np.array([number]) for code, number in period.establishments.items()
        }
        with_employees = _on_codes(employers, codes)
        rows += [
            (year, code, *with_employees.get(code, [None]), number)
            for code, (number,) in sorted(_on_codes(everything, codes).items())
        ]
    columns = ["year", "region_code", "establishments_with_employees", "establishments"]
    table = pd.DataFrame(rows, columns=columns)
    return table.astype({"establishments_with_employees": "Int64"})


def _employment_register(
    earlier: Period, later: Period, codes_in_force: CodesInForce
) -> pd.DataFrame:
    rows = []
    for year, period in ((CONSTRUCTION_YEAR - 1, earlier), (INDEX_YEAR - 1, later)):
        codes = codes_in_force(date(year, *REFERENCE_DAY))
        workers = {
            code: np.array([counts.by_workplace, counts.by_residence])
            for code, counts in period.businesses.items()
        }
        rows += [
            (year, code, *numbers)
            for code, numbers in sorted(_on_codes(workers, codes).items())
        ]
    columns = ["year", "region_code", "employed_by_workplace", "employed_by_residence"]
    return pd.DataFrame(rows, columns=columns)


def _on_codes(
    regions: Mapping[str, IntArray], codes: Mapping[str, tuple[str, ...]]
) -> dict[str, IntArray]:
    """Move counts from today's regions to the codes that were in force.

    Of several codes that a region had, each gets a third of what the one before it
    got (their real sizes are no part of the demo); together they get everything.

    Args:
        regions: (k,) counts of each region.
        codes: the codes each region had.

    Returns:
        (k,) counts of each code.
    """
    moved = {}
    for region, counts in regions.items():
        rest = counts
        for number, code in enumerate(codes[region][:-1]):
            weights = 3.0 ** -np.arange(len(codes[region]) - number)
            # rounding what has been added up so far leaves no count negative
            so_far = np.rint(np.cumsum(rest) * weights[0] / weights.sum())
            moved[code] = np.diff(so_far.astype(np.int64), prepend=0)
            rest = rest - moved[code]
        moved[codes[region][-1]] = rest
    return moved
