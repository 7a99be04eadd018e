"""A second, small reading of registers of persons, to hold the check against.

It shares nothing with the product but the contract's words: files are read by Python's
own csv, or by DuckDB where they are Parquet, a value at a time.
"""

import csv
import gzip
import io
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

READ = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".parquet", ".pq", ".parq")
Value = str | None
Line = dict[str, Value]
CODES = {
    "sex": {"1", "2"},
    "marital_status": set("123456789"),
    "migration_type": {"immigration", "emigration", "internal"},
}
TRUTH = {"true", "false"}


@dataclass(frozen=True)
class Rates:
    """Numbers of a year, by the definitions of outcomes.

    Attributes:
        residents: on 1 January.
        emigrants: gone a year later, the last emigration of the year without an
            immigration on its day or later in the year.
        movers: in another municipality a year later.
    """

    residents: int
    emigrants: int
    movers: int


def is_read(path: Path, root: Path) -> bool:
    """Tell whether a file is one that should be read, by its name alone."""
    parts = path.relative_to(root).parts
    hidden = any(part.startswith((".", "_")) for part in parts)
    name = path.name.lower()
    return path.is_file() and not hidden and name.endswith(READ)


def lines_of(path: Path) -> Iterator[Line]:
    """Yield the rows of a file, as text."""
    if path.suffix.lower() in (".parquet", ".pq", ".parq"):
        with duckdb.connect() as connection:
            found = connection.execute("from read_parquet(?)", [str(path)])
            names = [str(column[0]) for column in found.description]
            for row in found.fetchall():
                values = (None if value is None else str(value) for value in row)
                yield dict(zip(names, values, strict=True))
        return
    content = path.read_bytes()
    if path.suffix.lower() == ".gz":
        content = gzip.decompress(content)
    text = io.StringIO(content.decode("utf-8-sig"), newline="")
    reader = csv.reader(text)
    names = [name.strip() for name in next(reader)]
    for cells in reader:
        if cells:
            yield dict(zip(names, cells, strict=False))


def rows_of(folder: Path, register: str) -> list[Line]:
    """Return all rows of a register's files."""
    root = folder / register
    files = sorted(path for path in root.rglob("*") if is_read(path, root))
    return [row for file in files for row in lines_of(file)]


def rates(folder: Path, years: tuple[int, ...]) -> dict[int, Rates]:
    """Return the numbers of each year but the last."""
    persons = {text(row, "person_id") for row in rows_of(folder, "person") if _p(row)}
    homes: dict[int, dict[str, str]] = defaultdict(dict)
    for row in rows_of(folder, "population"):
        year, person = number(row, "year"), text(row, "person_id")
        home, marital = text(row, "municipality_code"), text(row, "marital_status")
        kept = year and 1900 <= year <= 2100 and person and home
        if kept and marital in CODES["marital_status"]:
            assert year is not None
            homes[year][person] = home
    moves: dict[tuple[int, str], list[tuple[date, str]]] = defaultdict(list)
    for row in rows_of(folder, "migration"):
        day, kind = a_day(row, "event_date"), text(row, "migration_type")
        person, truth = text(row, "person_id"), text(row, "is_administrative").lower()
        if day and person and kind in CODES["migration_type"] and truth in TRUTH:
            moves[day.year, person].append((day, kind))
    return {year: _rates(year, homes, moves, persons) for year in years[:-1]}


def _rates(
    year: int,
    homes: Mapping[int, Mapping[str, str]],
    moves: Mapping[tuple[int, str], list[tuple[date, str]]],
    persons: set[str],
) -> Rates:
    start = {p: home for p, home in homes.get(year, {}).items() if p in persons}
    end = homes.get(year + 1, {})
    emigrants = movers = 0
    for person, home in start.items():
        if person in end:
            movers += end[person] != home
            continue
        mine = moves.get((year, person), [])
        left = max((day for day, kind in mine if kind == "emigration"), default=None)
        came = [day for day, kind in mine if kind == "immigration"]
        emigrants += left is not None and all(day < left for day in came)
    return Rates(len(start), emigrants, movers)


def _p(row: Line) -> bool:
    """Tell whether a row of the register of persons keeps the rules."""
    return bool(
        text(row, "person_id")
        and text(row, "sex") in CODES["sex"]
        and a_day(row, "birth_date")
        and re.fullmatch("[0-9]{3}", text(row, "birth_country"))
    )


def text(row: Line, name: str) -> str:
    # what DuckDB's trim takes away
    return (row.get(name) or "").strip(" \u00a0\u2007\u202f\u3000")


def number(row: Line, name: str) -> int | None:
    try:
        value = float(text(row, name))
    except ValueError:
        return None
    whole = value == value and abs(value) < 2**31 and value == int(value)
    return int(value) if whole else None


def a_day(row: Line, name: str) -> date | None:
    found = re.fullmatch(
        r"([0-9]{4}-[0-9]{2}-[0-9]{2})([ T]00:00(:00([.]0+)?)?)?", text(row, name)
    )
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None
