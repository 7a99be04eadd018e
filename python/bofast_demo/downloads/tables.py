"""Synthetic statistics of every municipality of 2024, for downloads to be tried with.

Everything is invented: sizes, ages, establishments, workers and indicators. The
outcome follows the indicators about as the study of 2019 found, so that an index can be
made of them. Earlier years are on the codes of their time, indicators on those of 2024,
as the publishers have them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from bofast.contract.registers import csv_rows
from bofast_demo import ages
from bofast_demo.downloads.layouts import Axis, Category, Table
from bofast_demo.moments import FloatArray, IntArray

DIVISION = date(2024, 1, 1)
CAPITAL = "0301"
STATBANK = "Statistisk sentralbyrå"
KOMMUNEHELSA = "Kommunehelsa statistikkbank, Folkehelseinstituttet"
NAV = "NAV"
NOTHING, HIDDEN, UNKNOWN = ".", ":", ".."
SUPPRESSED_BELOW = 700
"""Residents of a municipality below which shares are hidden, as publishers do."""

POPULATION_YEARS = (2019, 2021, 2022, 2023, 2024)
ESTABLISHMENT_YEARS = (2022, 2024)
EMPLOYMENT_YEARS = (2021, 2023)
PERIODS = {
    "disability_share": ((2021, 2023),),
    "disability_share_crude": ((2021, 2021), (2022, 2022), (2023, 2023)),
    "primary_education_share": ((2021, 2021), (2022, 2022), (2023, 2023)),
    "single_parent_share": ((2019, 2021), (2021, 2023)),
    "low_income_share": ((2021, 2021), (2022, 2022)),
}

MEAN_AGE, SD_AGE = 42.5, 2.2
AGEING, GROWTH, GROWTH_SD = 0.12, 0.004, 0.006
"""Years that the average resident ages a year; growth a year, and how it varies."""

WORKING_SHARE = 0.72
SIZE, SIZE_SD = 9.0, 1.1
SHARES = {
    "primary_education_share": (17.0, 4.5),
    "single_parent_share": (15.0, 3.5),
    "low_income_share": (10.5, 2.4),
}
BETAS = {
    "age": 0.30,
    "primary_education_share": 0.30,
    "single_parent_share": 0.23,
    "businesses": -0.18,
    "low_income_share": 0.10,
}
OUTCOME_MEAN, OUTCOME_SD, R_SQUARED = 9.9, 2.6, 0.47
PERSISTENCE = 0.97


@dataclass(frozen=True)
class RegionalCountry:
    """What is true of the municipalities, before anybody publishes it.

    Attributes:
        codes: (n,) codes of 2024.
        names: their names.
        residents: year -> (n,) residents on 1 January.
        ages: year -> (n, 106) of them by age.
        establishments: year -> (n, 2): all, and those without employees.
        employed: year -> (n, 2): by place of residence, and of work.
        shares: indicator -> period -> (n,) percent.
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    residents: dict[int, IntArray]
    ages: dict[int, IntArray]
    establishments: dict[int, IntArray]
    employed: dict[int, IntArray]
    shares: dict[str, dict[tuple[int, int], FloatArray]]


def draw_country(seeds: Path, seed: int) -> RegionalCountry:
    """Draw a country.

    Args:
        seeds: the repository's seeds folder, for codes and names alone.
        seed: of the draws; the same seed gives the same country.
    """
    rng = np.random.default_rng(seed)
    rows = [
        row
        for row in csv_rows(seeds / "classifications" / "municipality.csv")
        if _in_force(row, DIVISION)
    ]
    codes = tuple(row["municipality_code"] for row in rows)
    n = len(codes)
    size = SIZE + SIZE_SD * rng.standard_normal(n)
    size[codes.index(CAPITAL)] = 13.45
    growth = GROWTH + GROWTH_SD * rng.standard_normal(n)
    age = MEAN_AGE + SD_AGE * (0.8 * rng.standard_normal(n) - 0.5 * _scaled(size))
    residents = {
        year: np.rint(np.exp(size) * (1 + growth) ** (year - 2021)).astype(np.int64)
        for year in POPULATION_YEARS
    }
    noise = np.exp(0.05 * rng.standard_normal((n, len(ages.AGES))))
    by_age = {
        year: ages.age_counts(
            total,
            np.rint(WORKING_SHARE * total).astype(np.int64),
            ages.age_sum(age + AGEING * (year - 2021), total),
            noise,
        )
        for year, total in residents.items()
    }
    density = np.exp(1.6 + 0.35 * rng.standard_normal(n))
    establishments, employed = {}, {}
    for year in ESTABLISHMENT_YEARS:
        working = by_age[year][:, 15:75].sum(axis=1)
        some = np.maximum(1, np.rint(working * density / 100)).astype(np.int64)
        none = np.rint(some * (1.6 + 0.3 * rng.random(n))).astype(np.int64)
        establishments[year] = np.stack([some + none, none], axis=1)
    cover = np.clip(0.85 + 0.18 * rng.standard_normal(n), 0.35, 1.8)
    for year in EMPLOYMENT_YEARS:
        living = np.rint(0.5 * residents[min(residents, key=lambda y: abs(y - year))])
        employed[year] = np.stack([living, np.rint(living * cover)], axis=1).astype(
            np.int64
        )
    first = {
        name: np.clip(mean + sd * rng.standard_normal(n), 2.0, 60.0)
        for name, (mean, sd) in SHARES.items()
    }
    shares: dict[str, dict[tuple[int, int], FloatArray]] = {
        name: {
            period: np.round(
                values + (1 - PERSISTENCE) * 10 * rng.standard_normal(n) * (place > 0),
                1,
            )
            for place, period in enumerate(PERIODS[name])
        }
        for name, values in first.items()
    }
    conditions = {**first, "age": age, "businesses": density * cover}
    explained = np.sum(
        [beta * _scaled(conditions[name]) for name, beta in BETAS.items()], axis=0
    )
    unexplained = np.sqrt(1 - R_SQUARED) * np.clip(rng.standard_normal(n), -2.8, 2.8)
    outcome = OUTCOME_MEAN + OUTCOME_SD * (
        np.sqrt(R_SQUARED) * _scaled(explained) + unexplained
    )
    outcome = np.clip(outcome, 2.5, 25.0)
    (period,) = PERIODS["disability_share"]
    shares["disability_share"] = {period: np.round(outcome, 1)}
    shares["disability_share_crude"] = {
        period: np.round(outcome * 1.15 + 0.15 * (age - MEAN_AGE), 1)
        for period in PERIODS["disability_share_crude"]
    }
    return RegionalCountry(
        codes,
        tuple(row["label_nb"] for row in rows),
        residents,
        by_age,
        establishments,
        employed,
        shares,
    )


def _scaled(values: FloatArray) -> FloatArray:
    return np.asarray((values - values.mean()) / values.std())


def _in_force(row: dict[str, str], day: date) -> bool:
    begun = not row["valid_from"] or date.fromisoformat(row["valid_from"]) <= day
    return begun and (not row["valid_to"] or date.fromisoformat(row["valid_to"]) > day)


class Codes:
    """Codes and names of every time, and how those of 2024 came of earlier ones."""

    def __init__(self, seeds: Path, rng: np.random.Generator) -> None:
        """Read the classification; how merged ones divide is drawn."""
        folder = seeds / "classifications"
        self._rows = csv_rows(folder / "municipality.csv")
        self._changes = csv_rows(folder / "municipality_change.csv")
        counties = csv_rows(folder / "county.csv")
        self.counties = {row["county_code"]: row["label_nb"] for row in counties}
        self._rng = rng
        self._parts: dict[int, dict[str, dict[str, float]]] = {}

    def labels(self, years: Sequence[int]) -> list[Category]:
        """Return the municipalities of some years, with the span StatBank prints."""
        days = [date(year, 1, 1) for year in years]
        found = []
        for row in self._rows:
            if any(_in_force(row, day) for day in days):
                begins = row["valid_from"][:4]
                ends = str(int(row["valid_to"][:4]) - 1) if row["valid_to"] else ""
                # a span is printed where the code has ended
                span = f" ({begins}-{ends})" if ends else ""
                name = row["label_nb"]
                found.append(Category(row["municipality_code"], f"{name}{span}"))
        return found

    def on_codes_of(
        self, year: int, codes: Sequence[str], values: IntArray
    ) -> dict[str, IntArray]:
        """Return values of municipalities of 2024 on the codes of a year.

        Args:
            year: the year, on 1 January.
            codes: (n,) codes of 2024.
            values: (n, ...) whole numbers.
        """
        shares = self._shares(year)
        found: dict[str, IntArray] = {}
        for code, value in zip(codes, values, strict=True):
            left, parts = value.copy(), list(shares[code].items())
            for place, (older, share) in enumerate(parts):
                part = left if place == len(parts) - 1 else np.floor(value * share)
                part = np.minimum(part.astype(np.int64), left)
                left = left - part
                found[older] = found.get(older, np.zeros_like(value)) + part
        return found

    def _shares(self, year: int) -> dict[str, dict[str, float]]:
        """Return each code of 2024 -> codes of a year -> share of it."""
        if year not in self._parts:
            day = date(year, 1, 1)
            in_force = {r["municipality_code"] for r in self._rows if _in_force(r, day)}
            now = [r["municipality_code"] for r in self._rows if _in_force(r, DIVISION)]
            self._parts[year] = {}
            for code in now:
                older = sorted(self._back(code, day) & in_force)
                drawn = self._rng.dirichlet(np.full(len(older), 4.0))
                self._parts[year][code] = dict(zip(older, drawn, strict=True))
        return self._parts[year]

    def _back(self, code: str, day: date) -> set[str]:
        found = {code}
        for change in self._changes:
            since = date.fromisoformat(change["change_date"])
            if change["new_code"] == code and day < since <= DIVISION:
                found |= self._back(change["old_code"], day)
        return found


def population_table(
    country: RegionalCountry, codes: Codes, years: Sequence[int], by_sex: bool
) -> Table:
    """Return table 07459 of some years: codes of their time, ages and their sum."""
    regions = codes.labels(years)
    every_age = [Category("999", "Alder i alt")]
    every_age += [Category(f"{age:03}", f"{age} år") for age in ages.AGES[:-1]]
    every_age.append(Category("105+", "105 år eller eldre"))
    shape = (len(regions), len(every_age), len(years))
    values = np.full(shape, NOTHING, dtype=object)
    for column, year in enumerate(years):
        on_codes = codes.on_codes_of(year, country.codes, country.ages[year])
        for row, region in enumerate(regions):
            if region.code in on_codes:
                counts = on_codes[region.code]
                values[row, 0, column] = int(counts.sum())
                values[row, 1:, column] = counts
    labels, whole = _with_sums(regions, values, codes)
    axes = [
        Axis("region", "Region", labels),
        Axis("alder", "Alder", tuple(every_age)),
        Axis(
            "statistikkvariabel", "ContentsCode", (Category("Personer1", "Personer"),)
        ),
        _years(years),
    ]
    whole = whole[:, :, None, :]
    title = "Befolkning, etter region, alder, statistikkvariabel og år"
    if by_sex:
        sexes = (Category("2", "Kvinner"), Category("1", "Menn"))
        women = _half(whole)
        men = _less(whole, women)
        whole = np.stack([women, men], axis=1)
        axes.insert(1, Axis("kjønn", "Kjonn", sexes))
        title = "Befolkning, etter region, kjønn, alder, statistikkvariabel og år"
    return Table("07459", title, tuple(axes), whole, STATBANK)


def _years(years: Sequence[int]) -> Axis:
    return Axis("år", "Tid", tuple(Category(str(y), str(y)) for y in years))


def _with_sums(
    regions: list[Category], values: np.ndarray, codes: Codes
) -> tuple[tuple[Category, ...], np.ndarray]:
    """Add the whole country and a county to the regions, as tables have them."""
    known = np.where(values == NOTHING, 0, values).astype(np.int64)
    country = known.sum(axis=0)
    first = regions[0].code[:2]
    inside = [n for n, region in enumerate(regions) if region.code.startswith(first)]
    county = known[inside].sum(axis=0)
    labels = (
        Category("0", "Hele landet"),
        Category(first, codes.counties[first]),
        *regions,
    )
    return labels, np.concatenate(
        [country[None].astype(object), county[None].astype(object), values]
    )


def _half(values: np.ndarray) -> np.ndarray:
    return np.array(
        [v if isinstance(v, str) else v // 2 for v in values.reshape(-1)], dtype=object
    ).reshape(values.shape)


def _less(values: np.ndarray, part: np.ndarray) -> np.ndarray:
    pairs = zip(values.reshape(-1), part.reshape(-1), strict=True)
    return np.array(
        [v if isinstance(v, str) else v - p for v, p in pairs], dtype=object
    ).reshape(values.shape)


def establishment_table(country: RegionalCountry, codes: Codes) -> Table:
    """Return table 07091: all establishments, and those without employees."""
    years = ESTABLISHMENT_YEARS
    sizes = (Category("99", "I alt"), Category("00", "Ingen ansatte"))
    regions, values = _on_codes(country, codes, years, country.establishments, 2)
    axes = (
        Axis("region", "Region", regions),
        Axis("antall ansatte", "AntAnsatte", sizes),
        Axis(
            "statistikkvariabel",
            "ContentsCode",
            (Category("Bedrifter", "Virksomheter"),),
        ),
        _years(years),
    )
    title = "Virksomheter, etter region, antall ansatte, statistikkvariabel og år"
    return Table("07091", title, axes, values[:, :, None, :], STATBANK)


def employment_table(country: RegionalCountry, codes: Codes) -> Table:
    """Return table 07984: employed persons by place of residence and of work."""
    years = EMPLOYMENT_YEARS
    measures = (
        Category("SysselsatteBosted", "Sysselsatte etter bosted"),
        Category("SysselsatteArbeidssted", "Sysselsatte etter arbeidssted"),
    )
    regions, values = _on_codes(country, codes, years, country.employed, 2)
    axes = (
        Axis("region", "Region", regions),
        Axis("statistikkvariabel", "ContentsCode", measures),
        _years(years),
    )
    title = "Sysselsatte per 4. kvartal, etter region, statistikkvariabel og år"
    return Table("07984", title, axes, values, STATBANK)


def _on_codes(
    country: RegionalCountry,
    codes: Codes,
    years: Sequence[int],
    counts: dict[int, IntArray],
    columns: int,
) -> tuple[tuple[Category, ...], np.ndarray]:
    regions = codes.labels(years)
    values = np.full((len(regions), columns, len(years)), NOTHING, dtype=object)
    for place, year in enumerate(years):
        on_codes = codes.on_codes_of(year, country.codes, counts[year])
        for row, region in enumerate(regions):
            if region.code in on_codes:
                values[row, :, place] = on_codes[region.code]
    return _with_sums(regions, values, codes)


def indicator_table(country: RegionalCountry, indicator: str) -> Table:
    """Return an indicator on the division of 2024, as its publisher shows it."""
    title, source, name, extra, measure = {
        "disability_share": (
            "Uføretrygdede, standardisert (Kommunehelsa)",
            KOMMUNEHELSA,
            "Geografi",
            (Axis("Alder", "ALDER", (Category("18_66", "18-66 år"),)),),
            "prosent, standardisert",
        ),
        "disability_share_crude": (
            "Mottakere av uføretrygd, andel av befolkningen 18-67 år",
            NAV,
            "Kommune",
            (),
            "",
        ),
        "primary_education_share": (
            "Utdanningsnivå, 30-39 år (Kommunehelsa)",
            KOMMUNEHELSA,
            "Geografi",
            (
                Axis("Alder", "ALDER", (Category("30_39", "30-39 år"),)),
                Axis(
                    "Utdanningsnivå",
                    "UTDANN",
                    (Category("1", "Grunnskole"), Category("2", "Videregående")),
                ),
            ),
            "andel (prosent)",
        ),
        "single_parent_share": (
            "Eneforsørgere under 45 år (Kommunehelsa)",
            KOMMUNEHELSA,
            "Geografi",
            (),
            "andel (prosent)",
        ),
        "low_income_share": (
            "Lavinntekt, husholdninger (Kommunehelsa)",
            KOMMUNEHELSA,
            "Geografi",
            (),
            "andel (prosent)",
        ),
    }[indicator]
    periods = PERIODS[indicator]
    values = np.stack(
        [country.shares[indicator][period] for period in periods], axis=1
    ).astype(object)
    values[country.residents[2022] < SUPPRESSED_BELOW] = HIDDEN
    regions = tuple(
        Category(c, n) for c, n in zip(country.codes, country.names, strict=True)
    )
    country_row = np.array(
        [[round(float(np.mean(country.shares[indicator][p])), 1) for p in periods]],
        dtype=object,
    )
    values = np.concatenate([country_row, values])
    whole = Category("0", "Hele landet")
    axes = [Axis(name, "GEO", (whole, *regions))]
    for axis in extra:
        values = np.repeat(values[..., None, :], len(axis.categories), axis=-2)
        axes.append(axis)
    if measure:
        code = "MEIS" if "standardisert" in measure else "RATE"
        axes.append(Axis("Måltall", "MEASURE_TYPE", (Category(code, measure),)))
        values = values[..., None, :]
    spans = [str(a) if a == b else f"{a}-{b}" for a, b in periods]
    axes.append(Axis("År", "AAR", tuple(Category(s, s) for s in spans)))
    return Table("", title, tuple(axes), values, source, decimals=1)
