"""Small tables as publishers have them, for tests of the import."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import numpy as np

from bofast_demo.downloads.layouts import Axis, Category, Table

SOURCE = "Statistisk sentralbyrå"
REGIONS = {"0301": "Oslo", "1112": "Lund", "4601": "Bergen"}
YEARS = (2021, 2024)
LAST_AGE = 3
"""Tables of tests end with an open age of their own: nothing hangs on 105."""

Rows = list[tuple[object, ...]]


def categories(texts: Mapping[str, str]) -> tuple[Category, ...]:
    return tuple(Category(code, text) for code, text in texts.items())


def regions(codes: Sequence[str] = tuple(REGIONS)) -> Axis:
    return Axis("region", "Region", categories({c: REGIONS.get(c, c) for c in codes}))


def years(listed: Sequence[int] = YEARS) -> Axis:
    return Axis("år", "Tid", categories({str(y): str(y) for y in listed}))


def ages(last: int = LAST_AGE) -> Axis:
    texts = {f"{age:03}": f"{age} år" for age in range(last)}
    texts[f"{last}+"] = f"{last} år eller eldre"
    return Axis("alder", "Alder", categories(texts))


def measure(name: str, code: str, text: str) -> Axis:
    return Axis(name, "ContentsCode", (Category(code, text),))


def population(
    values: np.ndarray, region: Axis | None = None, year: Axis | None = None
) -> Table:
    """Table 07459 of (regions, ages, years)."""
    axes = (
        region or regions(),
        ages(values.shape[1] - 1),
        measure("statistikkvariabel", "Personer1", "Personer"),
        year or years(),
    )
    title = "Befolkning, etter region, alder, statistikkvariabel og år"
    return Table("07459", title, axes, values[:, :, None, :], SOURCE)


def establishments(
    values: np.ndarray, region: Axis | None = None, year: Axis | None = None
) -> Table:
    """Table 07091 of (regions, all and without employees, years)."""
    sizes = categories({"99": "I alt", "00": "Ingen ansatte"})
    axes = (
        region or regions(),
        Axis("antall ansatte", "AntAnsatte", sizes),
        measure("statistikkvariabel", "Bedrifter", "Virksomheter"),
        year or years(),
    )
    title = "Virksomheter, etter region, antall ansatte, statistikkvariabel og år"
    return Table("07091", title, axes, values[:, :, None, :], SOURCE)


def employment(
    values: np.ndarray, region: Axis | None = None, year: Axis | None = None
) -> Table:
    """Table 07984 of (regions, by place of residence and of work, years)."""
    measures = categories(
        {
            "SysselsatteBosted": "Sysselsatte etter bosted",
            "SysselsatteArbeidssted": "Sysselsatte etter arbeidssted",
        }
    )
    axes = (
        region or regions(),
        Axis("statistikkvariabel", "ContentsCode", measures),
        year or years(),
    )
    title = "Sysselsatte, etter region, statistikkvariabel og år"
    return Table("07984", title, axes, values, SOURCE)


def shares(
    values: np.ndarray,
    region: Axis | None = None,
    periods: Sequence[str] = ("2019-2021", "2021-2023"),
) -> Table:
    """The standardised disability share of (regions, periods)."""
    place = region or regions()
    axes = (
        Axis("Geografi", "GEO", place.categories),
        Axis("Alder", "ALDER", categories({"18_66": "18-66 år"})),
        measure("Måltall", "MEIS", "prosent, standardisert"),
        Axis("År", "AAR", categories({p: p for p in periods})),
    )
    title = "Uføretrygdede, standardisert (Kommunehelsa)"
    source = "Kommunehelsa statistikkbank, Folkehelseinstituttet"
    return Table("", title, axes, values[:, None, None, :], source, 1)


def register_rows(folder: Path, register: str) -> Rows:
    """Return the rows of a register, in order."""
    files = folder / register / "*.parquet"
    with duckdb.connect() as connection:
        rows = connection.execute(f"from read_parquet('{files}') order by all")
        return list(rows.fetchall())
